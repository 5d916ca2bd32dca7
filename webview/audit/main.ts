// Entry of the page of a reward audit.
import '../styles/base.css';
import './auditApp';

// Entry of the side panel's page.
import '../styles/base.css';
import './responseApp';

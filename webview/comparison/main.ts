// Entry of the comparison editor's page.
import '../styles/base.css';
import './comparisonApp';

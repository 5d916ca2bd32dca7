// Entry of the training panel's page.
import '../styles/base.css';
import './trainingApp';

// Style sheets become the bundle's own css file.
declare module '*.css';

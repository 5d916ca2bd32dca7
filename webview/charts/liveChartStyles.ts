// Styles of a live chart, those that uPlot needs among them: its own sheet does not reach into a shadow root.
import { css } from 'lit';

export const liveChartStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  figure {
    margin: 0;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 12px;
    min-height: 20px;
  }
  .note {
    font-size: 0.92em;
  }
  .title {
    font-weight: 600;
  }
  .readout {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    font-variant-numeric: tabular-nums;
  }
  .entry {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 4px;
  }
  .key {
    flex: none;
    align-self: center;
    width: 16px;
    border-top: 2px solid var(--curve);
  }
  .key.dashed {
    border-top-style: dashed;
  }
  .blue {
    --curve: var(--vscode-charts-blue, currentColor);
  }
  .green {
    --curve: var(--vscode-charts-green, currentColor);
  }
  .purple {
    --curve: var(--vscode-charts-purple, currentColor);
  }
  .red {
    --curve: var(--vscode-charts-red, currentColor);
  }
  .yellow {
    --curve: var(--vscode-charts-yellow, currentColor);
  }
  .plot {
    position: relative;
    overflow: hidden;
    cursor: crosshair;
  }
  .uplot {
    width: min-content;
    line-height: 1.5;
  }
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-over,
  .u-under {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .uplot canvas {
    position: relative;
    display: block;
    width: 100%;
    height: 100%;
  }
  .u-axis {
    position: absolute;
  }
  .u-select {
    display: none;
  }
  .u-cursor-x,
  .u-cursor-y {
    position: absolute;
    top: 0;
    left: 0;
    pointer-events: none;
    will-change: transform;
  }
  .u-cursor-x {
    height: 100%;
    border-right: 1px dashed var(--vscode-descriptionForeground, currentColor);
  }
  .u-cursor-pt {
    position: absolute;
    top: 0;
    left: 0;
    border: 0 solid;
    border-radius: 50%;
    background-clip: padding-box !important;
    pointer-events: none;
    will-change: transform;
  }
  .u-off {
    display: none;
  }
`;

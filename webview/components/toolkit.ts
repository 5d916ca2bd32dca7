// The only importer of @vscode/webview-ui-toolkit: registers the controls that are used, so that a successor can
// replace it here.
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeRadio(),
  vsCodeRadioGroup(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

/** The text of the field that sent an event; empty for anything else. */
export function fieldValue(event: Event): string {
  const { target } = event;
  return target !== null && 'value' in target && typeof target.value === 'string' ? target.value : '';
}

/** Whether the checkbox that sent an event is checked. */
export function fieldChecked(event: Event): boolean {
  const { target } = event;
  return target !== null && 'checked' in target && target.checked === true;
}

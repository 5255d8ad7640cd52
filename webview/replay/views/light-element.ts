import { LitElement } from 'lit';

/** An element that draws into the page itself, so that the one style sheet and the icon font reach it. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}

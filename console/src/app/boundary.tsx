import { Component } from 'react';
import type { ReactNode } from 'react';
import { Failure } from '../parts/states';

interface BoundaryProps {
  readonly children: ReactNode;
}

/** A fault of a page is shown in its place: what stands around it goes on. Another page is given another one, by its key. */
export class Boundary extends Component<BoundaryProps, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Failure
        error={this.state.error}
        retry={() => {
          this.setState({ error: null });
        }}
      />
    );
  }
}

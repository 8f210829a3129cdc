import { Component, type ReactNode } from 'react';
import { Crash } from './crash.tsx';

interface ErrorBoundaryState {
  error: unknown;
}

/** Keeps a broken screen from taking everything around it down. */
export class ErrorBoundary extends Component<{ children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Crash error={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

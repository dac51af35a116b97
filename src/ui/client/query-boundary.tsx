/**
 * Catches what a query below throws and shows it with its remedy, so that no failure ends in a blank page. "Try again"
 * draws the part anew, which subscribes to its queries again.
 */
"use client";

import { RotateCw } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";
import { ProblemWords } from "../parts/problem-words.tsx";
import { TEXTS } from "../texts.ts";
import { readError } from "./client-error.ts";
import { useIdentityGeneration } from "./client-provider.tsx";

interface BoundaryProps {
  children: ReactNode;
}

export function QueryBoundary({ children }: BoundaryProps) {
  return <Boundary generation={useIdentityGeneration()}>{children}</Boundary>;
}

interface BoundaryState {
  caught: { error: unknown } | null;
  generation: number;
}

/** A new identity clears an error and nothing else: what is open or half typed on the page stays. */
class Boundary extends Component<BoundaryProps & { generation: number }, BoundaryState> {
  override state: BoundaryState = { caught: null, generation: this.props.generation };

  static getDerivedStateFromError(error: unknown) {
    return { caught: { error } };
  }

  static getDerivedStateFromProps({ generation }: { generation: number }, state: BoundaryState) {
    return generation === state.generation ? null : { caught: null, generation };
  }

  override render() {
    if (this.state.caught === null) return this.props.children;
    return <ErrorMessage error={this.state.caught.error} onRetry={() => this.setState({ caught: null })} />;
  }
}

function ErrorMessage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const face = readError(error);
  const title = face.code === "NOT_SIGNED_IN" ? TEXTS.errors.notSignedIn : TEXTS.errors.heading;
  return (
    <Notice tone="bad" title={title} role="alert">
      <ProblemWords problem={face} />
      {face.details !== null && (
        <details>
          <summary>{TEXTS.errors.details}</summary>
          <pre className="mt-1 font-mono text-xs whitespace-pre-wrap">{face.details}</pre>
        </details>
      )}
      <div className="pt-2">
        <Button onClick={onRetry}>
          <RotateCw size={16} />
          {TEXTS.errors.tryAgain}
        </Button>
      </div>
    </Notice>
  );
}

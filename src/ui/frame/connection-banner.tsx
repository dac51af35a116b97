/** Says that the page has lost the server: figures that no longer move must not look like figures that are live. */
"use client";

import { useConnectionFace } from "../client/use-connection.ts";
import { Notice } from "../parts/notice.tsx";
import { TEXTS } from "../texts.ts";

export function ConnectionBanner() {
  const face = useConnectionFace();
  return (
    <div role="status">
      {face !== "online" && (
        <div className="mb-4">
          <Notice tone="attention" title={TEXTS.banner.offline}>
            <p>{face === "lost" ? TEXTS.banner.offlineBody : TEXTS.banner.neverConnected}</p>
          </Notice>
        </div>
      )}
    </div>
  );
}

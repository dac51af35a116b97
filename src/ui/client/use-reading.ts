/** Whether somebody is reading inside a scrolling list: scrolled down, pointing at it, or with the keyboard in it. */
"use client";

import { type UIEvent, useState } from "react";

/** `handlers` go onto the element that scrolls. */
export function useReading() {
  const [isScrolled, setScrolled] = useState(false);
  const [isPointing, setPointing] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  return {
    isReading: isScrolled || isPointing || hasFocus,
    handlers: {
      onScroll: (event: UIEvent<HTMLElement>) => setScrolled(event.currentTarget.scrollTop > 0),
      onPointerEnter: () => setPointing(true),
      onPointerLeave: () => setPointing(false),
      onFocus: () => setFocus(true),
      onBlur: () => setFocus(false),
    },
  };
}

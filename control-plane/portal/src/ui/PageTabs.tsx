import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "react-router";

/** The links to the parts of a page, or of the whole portal. Where they do not all fit, the one that is open is in sight. */
export function PageTabs({
  label,
  children,
  className = "page-tabs",
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const open = nav.current?.querySelector(".active");
    if (nav.current === null || open === null || open === undefined) return;
    const frame = nav.current.getBoundingClientRect();
    const tab = open.getBoundingClientRect();
    nav.current.scrollLeft += tab.left + tab.width / 2 - (frame.left + frame.width / 2);
  }, [pathname]);
  return (
    <nav ref={nav} className={className} aria-label={label}>
      {children}
    </nav>
  );
}

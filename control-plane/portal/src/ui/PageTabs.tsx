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
    const links = nav.current;
    if (links === null) return;
    const resized = new ResizeObserver(() => {
      const open = links.querySelector(".active")?.getBoundingClientRect();
      const frame = links.getBoundingClientRect();
      if (open !== undefined) links.scrollLeft += open.left + open.width / 2 - (frame.left + frame.width / 2);
    });
    resized.observe(links);
    return () => resized.disconnect();
  }, [pathname]);
  return (
    <nav ref={nav} className={className} aria-label={label}>
      {children}
    </nav>
  );
}

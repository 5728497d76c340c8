import { useParams } from "react-router";

/** A path parameter that the route guarantees. */
export function useRequiredParam(name: string): string {
  const value = useParams()[name];
  if (value === undefined) throw new Error(`this route has no parameter ${name}`);
  return value;
}

import { describe, expect, it } from "vitest";
import { mappingText, parseMapping } from "./mappings";

describe("subject mappings", () => {
  it("are read back as they were written", () => {
    const mapping = {
      subject: "orders.*",
      destinations: [
        { subject: "orders.eu.{{wildcard(1)}}", weight: 90 },
        { subject: "orders.us.{{wildcard(1)}}", weight: 10 },
      ],
    };
    expect(parseMapping(mappingText(mapping))).toEqual(mapping);
  });

  it("go to one destination whole when no percent is given", () => {
    expect(parseMapping({ subject: " a ", destinations: "b" })).toEqual({
      subject: "a",
      destinations: [{ subject: "b", weight: 100 }],
    });
  });

  it("do not give away more than there is", () => {
    expect(parseMapping({ subject: "a", destinations: "b 60\nc 60" })).toMatch(/120 together/);
  });

  it("say what cannot be read", () => {
    expect(parseMapping({ subject: "a", destinations: "b many" })).toMatch(/b many/);
    expect(parseMapping({ subject: "", destinations: "b" })).toMatch(/which subject/);
  });
});

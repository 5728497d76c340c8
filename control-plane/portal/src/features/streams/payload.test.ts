import { describe, expect, it } from "vitest";
import { base64Of, hexOf, pretty, textOf } from "./payload";

describe("a payload", () => {
  it("is text when it is UTF-8 that people can read", () => {
    expect(textOf(base64Of("grüezi\n"))).toBe("grüezi\n");
    expect(textOf(btoa("\xff\xfe"))).toBeUndefined();
    expect(textOf(btoa("a\u0000b"))).toBeUndefined();
  });

  it("is rows of sixteen bytes in hexadecimal", () => {
    const rows = hexOf(btoa("0123456789abcdefXY\x01")).split("\n");

    expect(rows).toHaveLength(2);
    expect(rows[0]).toBe("000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef");
    expect(rows[1]).toMatch(/^000010 {2}58 59 01 +XY\.$/);
  });

  it("has line breaks when it is JSON", () => {
    expect(pretty('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(pretty("{not json")).toBe("{not json");
    expect(pretty("42")).toBe("42");
  });
});

import { describe, expect, it } from "vitest";
import { ApiProblem, explain, fieldError, formError, isTransient } from "./problem";

const invalid = ApiProblem.of(new Response(null, { status: 400 }), {
  type: "urn:vagus:problem:validation",
  title: "Invalid",
  status: 400,
  errors: [
    { field: "name", reason: "must not be empty" },
    { field: "permissions.publish.allow[2]", reason: "is not a subject" },
    { field: "limits.connections", reason: "at least -1" },
  ],
});

describe("a problem from the service", () => {
  it("keeps code, fields and request id", () => {
    const problem = ApiProblem.of(new Response(null, { status: 409 }), {
      type: "urn:vagus:problem:name-taken",
      title: "Taken",
      status: 409,
      detail: "There is an account named orders.",
      requestId: "r-1",
    });

    expect(problem).toMatchObject({ status: 409, code: "name-taken", requestId: "r-1" });
    expect(explain(problem).advice).toBe("There is an account named orders.");
  });

  it("is made sense of when a proxy answers with a page", () => {
    const response = new Response("<html>", {
      status: 502,
      statusText: "Bad Gateway",
      headers: { "X-Request-Id": "r-2" },
    });

    const problem = ApiProblem.of(response, "<html>");

    expect(problem).toMatchObject({ status: 502, message: "Bad Gateway", requestId: "r-2" });
  });
});

describe("field errors", () => {
  it("finds the reason of a field and of what lies inside it", () => {
    expect(fieldError(invalid, "name")).toBe("must not be empty");
    expect(fieldError(invalid, "permissions.publish.allow")).toBe("is not a subject");
    expect(fieldError(invalid, "permissions.publish.allo")).toBeUndefined();
    expect(fieldError(invalid, "description")).toBeUndefined();
  });

  it("says nothing above the form when every field is marked in place", () => {
    expect(formError(invalid, ["name", "permissions.publish.allow", "limits"])).toBeUndefined();
  });

  it("names above the form what no field shows", () => {
    expect(formError(invalid, ["name", "permissions.publish.allow"])?.advice).toBe("limits.connections: at least -1");
  });

  it("explains a problem without fields above the form", () => {
    expect(formError(new ApiProblem(403, "Forbidden"), ["name"])?.title).toBe("Your role does not allow this");
    expect(formError(null, ["name"])).toBeUndefined();
  });
});

describe("retrying", () => {
  it.each([
    [0, true],
    [429, true],
    [503, true],
    [400, false],
    [401, false],
    [404, false],
  ])("status %d: %s", (status, transient) => expect(isTransient(new ApiProblem(status, "x"))).toBe(transient));

  it("does not repeat a bug of our own", () => expect(isTransient(new TypeError("x"))).toBe(false));
});

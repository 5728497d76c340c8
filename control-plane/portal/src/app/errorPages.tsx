import { useEffect } from "react";
import { useRouteError } from "react-router";
import { Button, ButtonLink } from "../ui/Button";
import { PageHeader } from "../ui/page";

export function NotFoundPage() {
  return (
    <div className="lone">
      <PageHeader
        eyebrow="404"
        title="There is no such page"
        lead="The address may be mistyped, or what it showed has been deleted."
      />
      <p>
        <ButtonLink look="primary" to="/">
          Go to your accounts
        </ButtonLink>
      </p>
    </div>
  );
}

/** What is shown when a page itself breaks: a newer portal was installed meanwhile, or there is a bug. */
export function RouteError() {
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <div className="lone" role="alert">
      <PageHeader
        title="This page broke"
        lead="A newer version of the portal may have been installed while it was open. Reloading usually helps; nothing was lost."
      />
      <p>
        <Button look="primary" onClick={() => location.reload()}>
          Reload
        </Button>
      </p>
    </div>
  );
}

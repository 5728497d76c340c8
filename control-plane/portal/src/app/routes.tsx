import { type ComponentType, lazy, type ReactElement, Suspense } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { CallbackPage } from "../features/session/CallbackPage";
import { CALLBACK_PATH } from "../features/session/session";
import { Skeleton } from "../ui/feedback";
import { Frame, Home, SignedIn } from "./Frame";
import { NotFoundPage, RouteError } from "./errorPages";

function page(load: () => Promise<ComponentType>): ReactElement {
  const Page = lazy(async () => ({ default: await load() }));
  return (
    <Suspense fallback={<Skeleton lines={6} />}>
      <Page />
    </Suspense>
  );
}

const routes: RouteObject[] = [
  { path: CALLBACK_PATH, element: <CallbackPage />, errorElement: <RouteError /> },
  {
    element: <Frame />,
    errorElement: <RouteError />,
    children: [
      { path: "/", element: <Home /> },
      { path: "/status", element: page(async () => (await import("../features/status/StatusPage")).StatusPage) },
      {
        element: <SignedIn />,
        errorElement: <RouteError />,
        children: [
          {
            path: "/teams/:teamId/accounts",
            element: page(async () => (await import("../features/accounts/AccountsPage")).AccountsPage),
          },
          { path: "/teams/:teamId", element: page(async () => (await import("../features/team/TeamPage")).TeamPage) },
          {
            path: "/teams/:teamId/catalogue",
            element: page(async () => (await import("../features/sharing/CataloguePage")).CataloguePage),
          },
          {
            path: "/teams/:teamId/audit",
            element: page(async () => (await import("../features/team/AuditPage")).AuditPage),
          },
          {
            path: "/accounts/:accountId",
            element: page(async () => (await import("../features/accounts/AccountPage")).AccountPage),
            children: [
              {
                index: true,
                element: page(async () => (await import("../features/accounts/OverviewTab")).OverviewTab),
              },
              {
                path: "streams",
                element: page(async () => (await import("../features/streams/StreamsTab")).StreamsTab),
              },
              {
                path: "streams/:stream/:section?",
                element: page(async () => (await import("../features/streams/StreamPage")).StreamPage),
              },
              {
                path: "monitor",
                element: page(async () => (await import("../features/monitor/MonitorTab")).MonitorTab),
              },
              {
                path: "alerts",
                element: page(async () => (await import("../features/alerts/AlertsTab")).AlertsTab),
              },
              {
                path: "trace",
                element: page(async () => (await import("../features/trace/TraceTab")).TraceTab),
              },
              { path: "users", element: page(async () => (await import("../features/users/UsersTab")).UsersTab) },
              { path: "keys", element: page(async () => (await import("../features/keys/KeysTab")).KeysTab) },
              {
                path: "sharing",
                element: page(async () => (await import("../features/sharing/SharingTab")).SharingTab),
              },
              { path: "usage", element: page(async () => (await import("../features/usage/UsageTab")).UsageTab) },
              {
                path: "settings",
                element: page(async () => (await import("../features/accounts/SettingsTab")).SettingsTab),
              },
            ],
          },
          {
            path: "/profile",
            element: page(async () => (await import("../features/profile/ProfilePage")).ProfilePage),
          },
          {
            path: "/invitations/:invitationId",
            element: page(async () => (await import("../features/invitations/InvitationPage")).InvitationPage),
          },
          {
            path: "/operator/:section?",
            element: page(async () => (await import("../features/operator/OperatorPage")).OperatorPage),
          },
          { path: "/tokens", element: page(async () => (await import("../features/tokens/TokensPage")).TokensPage) },
        ],
      },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];

export function createRoutes() {
  return createBrowserRouter(routes);
}

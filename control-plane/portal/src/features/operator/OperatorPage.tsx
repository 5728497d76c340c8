import { Link, NavLink, useParams } from "react-router";
import { PageHeader } from "../../ui/page";
import { PageTabs } from "../../ui/PageTabs";
import { DriftPanel } from "./DriftPanel";
import { KeysPanel } from "./KeysPanel";
import { NodesPanel } from "./NodesPanel";
import { PlansPanel } from "./PlansPanel";
import { SupportPanel } from "./SupportPanel";
import { TenantsPanel } from "./TenantsPanel";

const SECTIONS = [
  { key: "nodes", label: "Nodes", panel: NodesPanel },
  { key: "tenants", label: "Tenants", panel: TenantsPanel },
  { key: "plans", label: "Plans", panel: PlansPanel },
  { key: "support", label: "Support access", panel: SupportPanel },
  { key: "drift", label: "Drift", panel: DriftPanel },
  { key: "keys", label: "Operator keys", panel: KeysPanel },
] as const;

/** For those who run the service. Everybody else is told that they may not. */
export function OperatorPage() {
  const section = useParams()["section"] ?? "nodes";
  const Panel = SECTIONS.find(({ key }) => key === section)?.panel ?? NodesPanel;
  return (
    <>
      <PageHeader
        title="Operator's console"
        lead="What runs, who uses it, and whether the nodes serve what the database says."
        actions={<Link to="/status">Public status</Link>}
      />
      <PageTabs label="Operator's console">
        {SECTIONS.map(({ key, label }) => (
          <NavLink
            key={key}
            to={`/operator/${key}`}
            className={key === section ? "active" : ""}
            aria-current={key === section ? "page" : undefined}
            data-testid={`operator-${key}`}
          >
            {label}
          </NavLink>
        ))}
      </PageTabs>
      <Panel />
    </>
  );
}

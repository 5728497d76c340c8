import { useOpenAccount } from "../accounts/AccountPage";
import { useMayHere } from "../accounts/Allowed";
import { EmptyState } from "../../ui/feedback";
import { SubjectTrafficCard } from "./SubjectTrafficCard";
import { TraceCard } from "./TraceCard";

/** Where messages go, and which subjects carry how much. */
export function TraceTab() {
  const account = useOpenAccount();
  if (!useMayHere()("develop")) {
    return (
      <EmptyState title="For developers of the account">
        Following messages and listening to subjects shows what the account carries. You need the role developer in this
        account.
      </EmptyState>
    );
  }
  return (
    <div className="stack-loose">
      <TraceCard key={`trace-${account.id}`} accountId={account.id} />
      <SubjectTrafficCard key={`traffic-${account.id}`} accountId={account.id} />
    </div>
  );
}

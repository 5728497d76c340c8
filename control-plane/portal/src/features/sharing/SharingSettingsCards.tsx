import { ErrorNotice, Skeleton } from "../../ui/feedback";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { AuthenticationCard } from "./AuthenticationCard";
import { MappingsCard } from "./MappingsCard";
import { useSharingSettings } from "./queries";

/** What changes messages and logins on their way: subject mappings and the account's own authentication service. */
export function SharingSettingsCards() {
  const account = useOpenAccount();
  const settings = useSharingSettings(account.id);
  if (settings.data === undefined) {
    return (
      <Card title="Subject mappings">
        <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
        {settings.isPending && <Skeleton lines={2} label="Loading subject mappings" />}
      </Card>
    );
  }
  return (
    <>
      <MappingsCard accountId={account.id} settings={settings.data} />
      <AuthenticationCard accountId={account.id} settings={settings.data} />
    </>
  );
}

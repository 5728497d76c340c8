import { useState } from "react";
import type { Usage } from "../../api/types";
import { Skeleton } from "../../ui/feedback";
import { SelectField } from "../../ui/fields";
import { formatBytes, formatMoney, formatMonth, formatQuantity, recentMonths } from "../../ui/format";
import { Card } from "../../ui/page";
import { useOpenAccount } from "../accounts/AccountPage";
import { useUsage } from "./queries";
import { UsageAway, UsageFigures } from "./UsageSummary";

const MONTHS_OFFERED = 12;

export function UsageTab() {
  const account = useOpenAccount();
  const months = recentMonths(MONTHS_OFFERED);
  const [month, setMonth] = useState<string>();
  const usage = useUsage(account.id, month);
  const madeIn = account.createdAt.slice(0, 7);

  return (
    <div className="stack-loose">
      <Card
        title={`Usage in ${formatMonth(month ?? months[0] ?? madeIn)}`}
        actions={
          <SelectField
            label="Month"
            value={month ?? ""}
            onChange={(value) => setMonth(value === "" ? undefined : value)}
            data-testid="usage-month"
          >
            {months
              .filter((each, index) => index === 0 || each >= madeIn)
              .map((each, index) => (
                <option key={each} value={index === 0 ? "" : each}>
                  {formatMonth(each)}
                </option>
              ))}
          </SelectField>
        }
      >
        {usage.isPending && <Skeleton lines={4} label="Loading usage" />}
        {usage.data === undefined && usage.isError && (
          <UsageAway error={usage.error} onRetry={() => void usage.refetch()} />
        )}
        {usage.data !== undefined && (
          <>
            <UsageFigures usage={usage.data} />
            <Allowance usage={usage.data} />
          </>
        )}
      </Card>
      {usage.data !== undefined && (
        <Card title="What it costs">
          <CostTable usage={usage.data} />
          <p className="faint">
            A message that reaches four subscribers counts once in and four times out. Data is headers and payload.
          </p>
        </Card>
      )}
    </div>
  );
}

function Allowance({ usage }: { usage: Usage }) {
  const used = usage.in.bytes + usage.out.bytes;
  const { includedBytes } = usage.plan;
  if (includedBytes <= 0) return null;
  return (
    <div className="allowance">
      <label htmlFor="allowance">
        {formatBytes(used)} of the {formatBytes(includedBytes)} that the plan includes
      </label>
      <progress id="allowance" max={includedBytes} value={Math.min(used, includedBytes)} />
      {used > includedBytes && (
        <p className="faint">
          {formatBytes(used - includedBytes)} more than included, at {formatMoney(usage.plan.pricePerGiB)} a GiB.
        </p>
      )}
    </div>
  );
}

function CostTable({ usage }: { usage: Usage }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="What it costs">
      <table>
        <thead>
          <tr>
            <th scope="col">Item</th>
            <th scope="col" className="number">
              Quantity
            </th>
            <th scope="col" className="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {usage.lines.map((line) => (
            <tr key={line.description}>
              <td>{line.description}</td>
              <td className="number">{formatQuantity(line.quantity, line.unit)}</td>
              <td className="number">{formatMoney(line.amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              Total on {usage.plan.name}
            </th>
            <td className="number" data-testid="usage-total">
              {formatMoney(usage.total)}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

import { useState } from "react";
import type { AccountSharing } from "../../api/types";
import { Button } from "../../ui/Button";
import { ErrorNotice } from "../../ui/feedback";
import { Form, TextAreaField, TextField } from "../../ui/fields";
import { Icon } from "../../ui/Icon";
import { ConfirmModal, Modal } from "../../ui/Modal";
import { Card } from "../../ui/page";
import { Allowed } from "../accounts/Allowed";
import { mappingText, parseMapping } from "./mappings";
import { useSaveSharing } from "./useSaveSharing";

interface Props {
  accountId: string;
  settings: AccountSharing;
}

/** Subjects whose messages go elsewhere: renamed, or shared out by percents. */
export function MappingsCard({ accountId, settings }: Props) {
  const [editing, setEditing] = useState<number | "new">();
  const [ending, setEnding] = useState<number>();
  const save = useSaveSharing(accountId, () => setEnding(undefined));
  const { mappings } = settings;
  const doomed = ending === undefined ? undefined : mappings[ending];
  return (
    <Card
      title="Subject mappings"
      actions={
        <Allowed right="develop">
          <Button data-testid="create-mapping" onClick={() => setEditing("new")}>
            <Icon name="plus" /> Map a subject
          </Button>
        </Allowed>
      }
    >
      {mappings.length === 0 && (
        <p className="faint">
          Nothing is mapped. A mapping renames what is published to a subject, or sends a part of it elsewhere, as for a
          trial of a new version.
        </p>
      )}
      <ul className="rows">
        {mappings.map((mapping, index) => (
          <li key={mapping.subject} className="row" data-testid="mapping-row">
            <div className="row-main">
              <strong className="mono">{mapping.subject}</strong>
              {mapping.destinations.map(({ subject, weight }) => (
                <span key={subject} className="faint">
                  {weight} % to <code>{subject}</code>
                </span>
              ))}
            </div>
            <Allowed right="develop">
              <div className="row-action">
                <Button aria-label={`Change the mapping of ${mapping.subject}`} onClick={() => setEditing(index)}>
                  Change
                </Button>
                <Button aria-label={`End the mapping of ${mapping.subject}`} onClick={() => setEnding(index)}>
                  End
                </Button>
              </div>
            </Allowed>
          </li>
        ))}
      </ul>
      {editing !== undefined && (
        <MappingModal
          accountId={accountId}
          settings={settings}
          index={editing === "new" ? mappings.length : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {doomed !== undefined && (
        <ConfirmModal
          title={`End the mapping of ${doomed.subject}?`}
          action="End mapping"
          busy={save.isPending}
          error={save.error}
          onConfirm={() => save.mutate({ ...settings, mappings: mappings.filter((each) => each !== doomed) })}
          onClose={() => setEnding(undefined)}
          testId="confirm-end-mapping"
        >
          <p>What is published to it goes to it again, within seconds.</p>
        </ConfirmModal>
      )}
    </Card>
  );
}

function MappingModal({ accountId, settings, index, onClose }: Props & { index: number; onClose: () => void }) {
  const present = settings.mappings[index];
  const [text, setText] = useState(() =>
    present === undefined ? { subject: "", destinations: "" } : mappingText(present),
  );
  const [wrong, setWrong] = useState<string>();
  const save = useSaveSharing(accountId, onClose);
  return (
    <Modal
      title={present === undefined ? "Map a subject" : `Change the mapping of ${present.subject}`}
      onClose={onClose}
    >
      <Form
        error={wrong ?? save.error}
        onSubmit={() => {
          const mapping = parseMapping(text);
          if (typeof mapping === "string") {
            setWrong(mapping);
          } else if (!save.isPending) {
            setWrong(undefined);
            const mappings = [...settings.mappings];
            mappings[index] = mapping;
            save.mutate({ ...settings, mappings });
          }
        }}
      >
        <ErrorNotice error={save.error} />
        <TextField
          label="Messages to"
          className="mono"
          placeholder="orders.*"
          spellCheck={false}
          autoComplete="off"
          value={text.subject}
          onChange={(subject) => setText({ ...text, subject })}
          data-testid="mapping-subject"
        />
        <TextAreaField
          label="Go to"
          hint="One destination a line, with its percents: orders.eu.{{wildcard(1)}} 90. The rest, when there is one, stays where it was."
          className="mono"
          rows={4}
          spellCheck={false}
          value={text.destinations}
          onChange={(destinations) => setText({ ...text, destinations })}
          error={wrong}
          data-testid="mapping-destinations"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={save.isPending} data-testid="mapping-submit">
            Save mapping
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

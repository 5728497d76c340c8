import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { unwrap } from "../../api/client";
import { fieldError } from "../../api/problem";
import { useSubmissionKey } from "../../api/submission";
import type { Team } from "../../api/types";
import { Button } from "../../ui/Button";
import { FormNotice } from "../../ui/feedback";
import { Form, TextField } from "../../ui/fields";
import { Modal } from "../../ui/Modal";
import { useApi } from "../session/SessionContext";

export function NewTeamModal({ onClose, onCreated }: { onClose: () => void; onCreated: (team: Team) => void }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const submission = useSubmissionKey();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: async () => {
      const body = { name };
      return unwrap(await api.control.POST("/api/v1/teams", { body, params: { header: submission.for(body) } }));
    },
    onSuccess: async (team) => {
      submission.spent();
      await queryClient.invalidateQueries({ queryKey: ["me"] });
      onCreated(team);
    },
  });
  return (
    <Modal title="New team" onClose={onClose}>
      <Form error={create.error} onSubmit={() => create.mutate()}>
        <p className="faint">A team holds accounts and the people who may see them. You will be its owner.</p>
        <FormNotice error={create.error} fields={["name"]} />
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          error={fieldError(create.error, "name")}
          maxLength={64}
          data-testid="team-name"
        />
        <div className="actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" busy={create.isPending} data-testid="team-submit">
            Create team
          </Button>
        </div>
      </Form>
    </Modal>
  );
}

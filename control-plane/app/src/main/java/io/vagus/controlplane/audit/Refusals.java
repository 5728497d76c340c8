package io.vagus.controlplane.audit;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemAnswers;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers refusals, each once it is in the audit log: the refused unit of work itself left nothing behind. */
class Refusals {

    private final Database database;
    private final AuditLog audit;
    private final ProblemAnswers answers;

    Refusals(Database database, AuditLog audit, ProblemAnswers answers) {
        this.database = database;
        this.audit = audit;
        this.answers = answers;
    }

    @ServerExceptionMapper
    Uni<RestResponse<Problem>> refused(RefusedException refusal) {
        return database.inCertainTransaction(work -> audit.refused(work, refusal))
                .map(recorded -> answers.answer(refusal))
                .onFailure()
                .recoverWithItem(answers::answer);
    }
}

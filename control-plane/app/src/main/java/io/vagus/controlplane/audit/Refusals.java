package io.vagus.controlplane.audit;

import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.platform.Database;
import io.vagus.controlplane.platform.EvenAnswers;
import io.vagus.controlplane.platform.Problem;
import io.vagus.controlplane.platform.ProblemAnswers;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers refusals, each once it is in the audit log: the refused unit of work itself left nothing behind. */
class Refusals {

    private final Database database;
    private final AuditLog audit;
    private final ProblemAnswers answers;
    private final EvenAnswers even;

    Refusals(Database database, AuditLog audit, ProblemAnswers answers, EvenAnswers even) {
        this.database = database;
        this.audit = audit;
        this.answers = answers;
        this.even = even;
    }

    @ServerExceptionMapper
    Uni<RestResponse<Problem>> refused(RefusedException refusal) {
        return database.inCertainTransaction(work -> audit.refused(work, refusal))
                .onItemOrFailure()
                .transformToUni((recorded, failure) -> failure == null
                        ? even.answer(refusal)
                        : Uni.createFrom().item(answers.answer(failure)));
    }
}

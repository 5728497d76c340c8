package io.vagus.controlplane.platform;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Answers "there is no such thing" at even times after the request came, so that the time it took does not tell a thing of
 * somebody else, which is looked at longer and recorded, from one that is not there.
 */
@Singleton
public class EvenAnswers {

    /** Well above what either of them takes while the database is well. */
    public static final int STEP_MILLIS = 50;

    private static final int NOT_FOUND = 404;

    private final ProblemAnswers answers;
    private final CurrentVertxRequest current;
    private final InstantSource clock;

    EvenAnswers(ProblemAnswers answers, CurrentVertxRequest current, InstantSource clock) {
        this.answers = answers;
        this.current = current;
        this.clock = clock;
    }

    /** The answer that tells of a failure; a 404 when its time has come. */
    public Uni<RestResponse<Problem>> answer(ProblemException failure) {
        Uni<RestResponse<Problem>> answer = Uni.createFrom().item(answers.answer(failure));
        if (failure.status() != NOT_FOUND) {
            return answer;
        }
        long elapsedMillis = clock.millis() - Requests.arrivedMillis(current.getCurrent());
        return answer.onItem().delayIt().by(Duration.ofMillis(millisToWait(elapsedMillis)));
    }

    /** From 1 to {@link #STEP_MILLIS}, to the next whole number of steps. */
    static long millisToWait(long elapsedMillis) {
        return STEP_MILLIS - Math.floorMod(elapsedMillis, STEP_MILLIS);
    }
}

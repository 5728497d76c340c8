package io.vagus.account.operator;

import io.vagus.account.TraceDestination;
import io.vagus.account.sharing.AccountSubjects;
import io.vagus.account.sharing.Activation;
import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceExport;
import io.vagus.account.sharing.ServiceImport;
import io.vagus.account.sharing.ServiceLatency;
import io.vagus.account.sharing.Shares;
import io.vagus.account.sharing.StreamExport;
import io.vagus.account.sharing.StreamImport;
import io.vagus.base.Log;
import io.vagus.identity.AccountClaims;
import io.vagus.identity.Export;
import io.vagus.identity.GenericClaims;
import io.vagus.identity.IdentityException;
import io.vagus.identity.Import;
import io.vagus.identity.Jwt;
import io.vagus.identity.Mapping;
import io.vagus.identity.ServiceTerms;
import io.vagus.subject.InvalidTransformException;
import io.vagus.subject.SubjectFilters;
import io.vagus.subject.SubjectMapping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From what an account's token says about subjects to what is declared about them. */
public final class ClaimsSubjects {

    private ClaimsSubjects() {}

    /** All of it; what cannot be is left out and logged, as nats-server does. */
    public static AccountSubjects of(AccountClaims claims, Log log) {
        List<StreamExport> streamExports = new ArrayList<>();
        List<ServiceExport> serviceExports = new ArrayList<>();
        for (Export each : claims.exports()) {
            if (each.kind() == Export.Kind.STREAM) {
                streamExports.add(new StreamExport(each.subject(), access(each, claims)));
            } else {
                serviceExports.add(service(each, claims));
            }
        }
        List<StreamImport> streamImports = new ArrayList<>();
        List<ServiceImport> serviceImports = new ArrayList<>();
        for (Import each : claims.imports()) {
            if (each.kind() == Export.Kind.STREAM) {
                streamImports.add(new StreamImport(
                        each.account(),
                        each.subject(),
                        each.localSubject(),
                        each.to(),
                        each.allowTrace(),
                        activation(each)));
            } else {
                serviceImports.add(importedService(each));
            }
        }
        return new AccountSubjects(
                new Shares(streamExports, serviceExports, streamImports, serviceImports),
                mappings(claims, log),
                claims.traceDestination().isEmpty()
                        ? null
                        : new TraceDestination(claims.traceDestination(), claims.traceSampling()));
    }

    private static ExportAccess access(Export export, AccountClaims claims) {
        return new ExportAccess(
                Set.of(),
                export.tokenRequired(),
                export.accountTokenPosition(),
                claims.signingKeys().keySet(),
                export.terms().revocations());
    }

    private static ServiceExport service(Export export, AccountClaims claims) {
        ServiceTerms terms = export.terms();
        ServiceTerms.Latency latency = terms.latency();
        ResponseType type = switch (export.responseType()) {
            case "Stream" -> ResponseType.STREAM;
            case "Chunked" -> ResponseType.CHUNKED;
            default -> ResponseType.SINGLETON;
        };
        return new ServiceExport(
                export.subject(),
                access(export, claims),
                type,
                terms.responseThresholdNanos() == 0
                        ? ServiceExport.DEFAULT_THRESHOLD
                        : Duration.ofNanos(terms.responseThresholdNanos()),
                latency == null || type != ResponseType.SINGLETON
                        ? null
                        : new ServiceLatency(latency.samplingPercent(), latency.results()),
                terms.allowTrace());
    }

    private static ServiceImport importedService(Import declared) {
        // In tokens of the past the subject is the one here, and "to" the one there.
        boolean old = declared.localSubject().isEmpty() && !declared.to().isEmpty();
        return new ServiceImport(
                declared.account(),
                old ? declared.to() : declared.subject(),
                old ? declared.subject() : declared.localSubject(),
                declared.share(),
                activation(declared));
    }

    /** The activation token when it is genuine and fits the import; null otherwise. */
    private static @Nullable Activation activation(Import declared) {
        if (declared.token().isEmpty()) {
            return null;
        }
        try {
            GenericClaims token = Jwt.decodeGeneric(declared.token());
            String issuerAccount = token.data().path("issuer_account").asText("");
            String subject = token.data().path("subject").asText("");
            boolean service = token.data().path("kind").asText("").equals("service");
            boolean fits = service == (declared.kind() == Export.Kind.SERVICE)
                    && SubjectFilters.isSubset(declared.subject(), subject);
            return fits
                    ? new Activation(
                            issuerAccount.isEmpty() ? token.issuer() : issuerAccount,
                            token.issuer(),
                            token.subject(),
                            subject,
                            service,
                            token.issuedAt(),
                            token.expires())
                    : null;
        } catch (IdentityException forged) {
            return null;
        }
    }

    private static List<SubjectMapping> mappings(AccountClaims claims, Log log) {
        List<SubjectMapping> mappings = new ArrayList<>();
        claims.mappings().forEach((source, destinations) -> {
            try {
                mappings.add(SubjectMapping.of(
                        source,
                        destinations.stream().map(ClaimsSubjects::destination).toList(),
                        ""));
            } catch (InvalidTransformException e) {
                log.error("Error adding subject mapping \"" + source + "\" for account [" + claims.subject() + "]: "
                        + e.getMessage());
            }
        });
        return mappings;
    }

    /** Why a mapping could not be put into effect, in nats-server's words; null when all can. */
    public static @Nullable String mappingProblem(AccountClaims claims) {
        for (Map.Entry<String, List<Mapping>> each : claims.mappings().entrySet()) {
            try {
                SubjectMapping.of(
                        each.getKey(),
                        each.getValue().stream()
                                .map(ClaimsSubjects::destination)
                                .toList(),
                        "");
            } catch (InvalidTransformException e) {
                return "mapping \"" + each.getKey() + "\": " + e.getMessage();
            }
        }
        return null;
    }

    private static SubjectMapping.Destination destination(Mapping mapping) {
        return new SubjectMapping.Destination(mapping.subject(), mapping.weight(), mapping.cluster());
    }
}

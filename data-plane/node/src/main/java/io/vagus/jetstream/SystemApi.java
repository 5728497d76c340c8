package io.vagus.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vagus.account.Account;
import io.vagus.jetstream.api.ErrorCode;
import io.vagus.jetstream.api.Json;
import io.vagus.protocol.Publication;
import io.vagus.storage.MetaStore;
import io.vagus.transport.InternalClient;
import io.vagus.transport.InternalMessage.Sender;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JetStream's API in the system account: it keeps no streams, and what concerns clusters is not answered by a server that is in
 * none. An operator can remove all that an account has. Answers come from the API's thread.
 */
final class SystemApi {
    private static final String API = "$JS.API.";
    /** What only the leader of a cluster answers. */
    private static final Set<String> OF_CLUSTERS = Set.of(
            "$JS.API.META.LEADER.STEPDOWN", "$JS.API.SERVER.REMOVE", "$JS.API.SERVER.EVACUATE", "$JS.API.META.RESCUE");

    private static final String OF_ACCOUNTS = "$JS.API.ACCOUNT.";
    private static final String PURGE = "$JS.API.ACCOUNT.PURGE.";

    private final JetStream service;
    private final Account system;

    SystemApi(JetStream service, Account system) {
        this.service = service;
        this.system = system;
    }

    void listen(InternalClient client) {
        client.subscribeDirectly(API + ">", null, this::take);
    }

    private boolean take(Publication message, @Nullable Sender from) {
        String subject = new String(message.subject(), UTF_8);
        if (!subject.startsWith(PURGE) && (OF_CLUSTERS.contains(subject) || subject.startsWith(OF_ACCOUNTS))) {
            return true;
        }
        ApiRequest request = ApiRequest.of(message, subject, List.of(subject.substring(API.length())), from);
        return service.api().offer(now -> answer(request));
    }

    private void answer(ApiRequest request) {
        String subject = request.subject();
        ObjectNode answer;
        if (subject.startsWith(PURGE)) {
            String name = subject.substring(PURGE.length());
            if (name.indexOf('.') >= 0) {
                return;
            }
            answer = purge(name);
        } else {
            answer = StreamApi.typed(subject.equals(API + "INFO") ? "account_info_response" : "system_response");
            ErrorCode.NOT_ENABLED_FOR_ACCOUNT.error().putInto(answer);
        }
        byte[] reply = request.reply();
        String text = Json.text(answer);
        if (reply != null) {
            service.api().output().publish(system, reply, null, null, text.getBytes(UTF_8));
        }
        service.advisories().audit(service.api().output(), system, request, text);
    }

    private ObjectNode purge(String name) {
        ObjectNode answer = StreamApi.typed("account_purge_response");
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            ErrorCode.STREAM_GENERAL_ERROR_F
                    .error("account name can not contain path separators")
                    .putInto(answer);
            return answer;
        }
        service.creations().complete();
        AccountStreams streams = service.findByName(name);
        service.log()
                .info("Purge request for account " + name + " (streams: " + (streams == null ? 0 : streams.count())
                        + ", hasAccount: " + (streams != null) + ")");
        if (streams != null) {
            for (StreamPlace place : List.copyOf(streams.all())) {
                place.shard().call(now -> {
                    place.destroy(now);
                    return true;
                });
            }
        }
        MetaStore meta = service.storage().meta();
        String key = JetStream.KEY + "/" + name;
        for (String stream : List.copyOf(meta.names(key))) {
            meta.delete(key + "/" + stream);
            service.storage().deleteStream(name, stream);
        }
        return answer.put("initiated", true);
    }
}

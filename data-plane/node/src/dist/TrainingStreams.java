import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What clients do with streams, consumers and buckets of keys and objects, and how they are refused. */
final class TrainingStreams {
    private static final int STORED = 200;
    private static final int MANY = 10;
    private static final String LAST = "\"deliver_policy\":\"last_per_subject\"";

    private final TrainingClient client;

    TrainingStreams(TrainingClient client) {
        this.client = client;
    }

    void play() throws IOException {
        api("INFO", "");
        for (String storage : List.of("memory", "file")) {
            create("TRAINING", "training.stored.>", storage, "");
            publications();
            pulls();
            pushes();
            reads();
            changes(storage);
            refusals();
            api("STREAM.DELETE.TRAINING", "");
        }
        chains();
        keys();
        objects();
        create("LEFT", "training.left", "file", "");
        client.request("training.left", "still there when the node ends");
        api("INFO", "");
    }

    private void api(String subject, String body) throws IOException {
        client.request("$JS.API." + subject, body);
    }

    /** As the clients' libraries ask for it. */
    private void create(String name, String subjects, String storage, String more) throws IOException {
        api("STREAM.CREATE." + name, stream(name, subjects, storage, more));
    }

    private static String stream(String name, String subjects, String storage, String more) {
        return "{\"name\":\"" + name + "\",\"subjects\":[\"" + subjects
                + "\"],\"retention\":\"limits\",\"max_consumers\":-1,"
                + "\"max_msgs\":1000,\"max_bytes\":-1,\"discard\":\"old\",\"max_age\":0,\"max_msgs_per_subject\":-1,"
                + "\"max_msg_size\":-1,\"storage\":\"" + storage
                + "\",\"num_replicas\":1,\"duplicate_window\":120000000000,"
                + "\"allow_direct\":true,\"deny_delete\":false,\"metadata\":{\"a\":\"b\"}" + more + "}";
    }

    private void publications() throws IOException {
        for (int i = 0; i < STORED; i++) {
            client.request("training.stored." + i % MANY, "stored");
        }
        for (String header : List.of(
                "Nats-Msg-Id: 1",
                "Nats-Msg-Id: 1",
                "Nats-Expected-Stream: TRAINING",
                "Nats-Expected-Last-Sequence: 1",
                "Nats-Expected-Last-Subject-Sequence: 1",
                "Nats-Expected-Last-Msg-Id: 1",
                "Nats-Expected-Stream: OTHER",
                "A: b")) {
            client.request("training.stored.1", header, "stored");
        }
    }

    private void pulls() throws IOException {
        consumer(
                "worker",
                "\"durable_name\":\"worker\",\"ack_policy\":\"explicit\",\"deliver_policy\":\"all\","
                        + "\"max_deliver\":5,\"max_ack_pending\":1000,\"max_waiting\":512,"
                        + "\"replay_policy\":\"instant\",\"backoff\":[1000000000]");
        client.send("SUB _INBOX.pulled 7\r\n");
        for (int i = 0; i < STORED - MANY; i++) {
            next("{\"batch\":1}");
            client.request(pulled(), i % 2 == 0 ? "+ACK" : "");
        }
        List<String> answers = List.of("-NAK", "-NAK {\"delay\":1000000}", "+WPI", "+TERM", "+TERM why");
        next("{\"batch\":5,\"expires\":30000000000,\"idle_heartbeat\":15000000000}");
        List<String> pulled = new ArrayList<>();
        while (pulled.size() < answers.size()) {
            pulled.add(pulled());
        }
        for (int i = 0; i < answers.size(); i++) {
            client.request(pulled.get(i), answers.get(i));
        }
        next("{\"batch\":1,\"no_wait\":true}");
        client.send("PUB " + pulled() + " _INBOX.pulled 4\r\n+NXT\r\n");
        next("{\"batch\":100,\"no_wait\":true,\"max_bytes\":100000}");
        next("{\"batch\":1,\"no_wait\":true}");
        next("{\"batch\":1,\"expires\":1000000}");
        api("CONSUMER.INFO.TRAINING.worker", "");
        consumer("worker", "\"durable_name\":\"worker\",\"ack_policy\":\"explicit\",\"max_ack_pending\":100");
        api("CONSUMER.PAUSE.TRAINING.worker", "{\"pause_until\":\"2030-01-01T00:00:00Z\"}");
        api("CONSUMER.PAUSE.TRAINING.worker", "{}");
        api("CONSUMER.NAMES.TRAINING", "{\"offset\":0}");
        api("CONSUMER.LIST.TRAINING", "{\"offset\":0}");
        client.send("UNSUB 7\r\n");
    }

    private void consumer(String name, String config) throws IOException {
        api(
                "CONSUMER.CREATE.TRAINING." + name,
                "{\"stream_name\":\"TRAINING\",\"config\":{\"name\":\"" + name + "\"," + config + "},\"action\":\"\"}");
    }

    private void next(String request) throws IOException {
        client.send("PUB $JS.API.CONSUMER.MSG.NEXT.TRAINING.worker _INBOX.pulled " + request.length() + "\r\n" + request
                + "\r\n");
    }

    /** Where the message that was pulled next is acknowledged. */
    private String pulled() throws IOException {
        String[] words = client.delivered("7");
        while (!words[3].startsWith("$JS.ACK.")) {
            words = client.delivered("7");
        }
        return words[3];
    }

    private void pushes() throws IOException {
        client.send("SUB _INBOX.pushed 8\r\nSUB _INBOX.queued workers 9\r\n");
        for (int i = 0; i < MANY; i++) {
            String filter = "training.stored." + i;
            api(
                    "CONSUMER.CREATE.TRAINING.watch" + i + "." + filter,
                    "{\"stream_name\":\"TRAINING\",\"action\":\"create\",\"config\":{\"name\":\"watch" + i
                            + "\",\"filter_subject\":\"" + filter + "\",\"ack_policy\":\"none\"," + LAST
                            + ",\"deliver_subject\":\"_INBOX.pushed\",\"flow_control\":true,\"idle_heartbeat\":5000000000,"
                            + "\"inactive_threshold\":300000000000,\"max_deliver\":1,\"mem_storage\":true,"
                            + "\"num_replicas\":1,\"replay_policy\":\"instant\"}}");
            api("CONSUMER.DELETE.TRAINING.watch" + i, "");
        }
        api(
                "CONSUMER.CREATE.TRAINING",
                "{\"stream_name\":\"TRAINING\",\"config\":{\"deliver_subject\":\"_INBOX.pushed\",\"ack_policy\":\"all\","
                    + "\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":190,\"replay_policy\":\"instant\"}}");
        consumer(
                "queued",
                "\"durable_name\":\"queued\",\"deliver_subject\":\"_INBOX.queued\",\"deliver_group\":\"workers\","
                    + "\"ack_policy\":\"explicit\",\"deliver_policy\":\"new\",\"filter_subjects\":[\"training.stored.1\","
                    + "\"training.stored.2\"]");
        client.request("training.stored.1", "stored");
        client.flush();
        client.send("UNSUB 8\r\nUNSUB 9\r\n");
    }

    private void reads() throws IOException {
        for (int i = 0; i < MANY; i++) {
            api("DIRECT.GET.TRAINING.training.stored." + i, "");
            api("DIRECT.GET.TRAINING", "{\"seq\":" + (i + 1) + "}");
            api("STREAM.MSG.GET.TRAINING", "{\"last_by_subj\":\"training.stored." + i + "\"}");
            api("STREAM.MSG.GET.TRAINING", "{\"seq\":" + (i + 1) + "}");
        }
        api("DIRECT.GET.TRAINING", "{\"seq\":1,\"next_by_subj\":\"training.stored.>\"}");
        api("DIRECT.GET.TRAINING", "{\"batch\":5,\"seq\":1,\"next_by_subj\":\"training.stored.>\"}");
        api("DIRECT.GET.TRAINING", "{\"multi_last\":[\"training.stored.>\"]}");
        api("DIRECT.GET.TRAINING", "{\"seq\":100000}");
        api("STREAM.MSG.GET.TRAINING", "{\"seq\":100000}");
        api("STREAM.INFO.TRAINING", "");
        api("STREAM.INFO.TRAINING", "{\"subjects_filter\":\">\",\"deleted_details\":true}");
        api("STREAM.LIST", "{\"offset\":0}");
        api("STREAM.NAMES", "{\"subject\":\"training.stored.1\"}");
        api("STREAM.NAMES", "");
    }

    private void changes(String storage) throws IOException {
        api("STREAM.UPDATE.TRAINING", stream("TRAINING", "training.stored.>\",\"training.more", storage, ""));
        api("STREAM.MSG.DELETE.TRAINING", "{\"seq\":195}");
        api("STREAM.MSG.DELETE.TRAINING", "{\"seq\":196,\"no_erase\":true}");
        for (int i = 0; i < MANY; i++) {
            api("STREAM.PURGE.TRAINING", "{\"filter\":\"training.stored." + i + "\",\"keep\":5}");
        }
        api("STREAM.PURGE.TRAINING", "{\"seq\":150}");
        api("STREAM.PURGE.TRAINING", "");
        api("CONSUMER.DELETE.TRAINING.queued", "");
        api("CONSUMER.DELETE.TRAINING.worker", "");
    }

    private void refusals() throws IOException {
        api("STREAM.INFO.NONE", "");
        api("CONSUMER.INFO.TRAINING.none", "");
        api("CONSUMER.DELETE.TRAINING.none", "");
        api("CONSUMER.MSG.NEXT.TRAINING.none", "{\"batch\":1}");
        api("STREAM.DELETE.NONE", "");
        api("STREAM.CREATE.TRAINING", "{bad}");
        create("OVERLAP", "training.stored.1", "memory", "");
        create("TRAINING", "training.stored.>", "memory", ",\"max_msgs\":5");
        api("STREAM.CREATE.LARGE", "{\"name\":\"LARGE\",\"subjects\":[\"large\"],\"max_bytes\":100000000000}");
        api("STREAM.CREATE.BAD", "{\"name\":\"BAD\",\"subjects\":[\"bad\"],\"retention\":\"none\",\"unknown\":1}");
    }

    /** Streams that feed others, that go by interest and as queues of work. */
    private void chains() throws IOException {
        create("ORIGIN", "training.origin.>", "memory", ",\"republish\":{\"src\":\">\",\"dest\":\"training.again.>\"}");
        client.request("training.origin.a", "first");
        api("STREAM.CREATE.MIRROR", "{\"name\":\"MIRROR\",\"storage\":\"memory\",\"mirror\":{\"name\":\"ORIGIN\"}}");
        api(
                "STREAM.CREATE.SOURCED",
                "{\"name\":\"SOURCED\",\"storage\":\"memory\",\"sources\":[{\"name\":\"ORIGIN\","
                    + "\"subject_transforms\":[{\"src\":\"training.origin.>\",\"dest\":\"training.sourced.>\"}]}]}");
        client.request("training.origin.b", "second");
        api("STREAM.INFO.MIRROR", "");
        api("STREAM.INFO.SOURCED", "");
        for (String retention : List.of("interest", "workqueue")) {
            api(
                    "STREAM.CREATE.WORK",
                    "{\"name\":\"WORK\",\"subjects\":[\"training.work\"],\"storage\":\"memory\",\"retention\":\""
                            + retention + "\",\"discard\":\"new\",\"max_msgs\":2,\"max_age\":1000000000}");
            api(
                    "CONSUMER.CREATE.WORK.worker",
                    "{\"stream_name\":\"WORK\",\"config\":{\"durable_name\":\"worker\","
                            + "\"ack_policy\":\"explicit\"}}");
            for (int i = 0; i < 3; i++) {
                client.request("training.work", "work");
            }
            client.send("SUB _INBOX.worked 7\r\n"
                    + "PUB $JS.API.CONSUMER.MSG.NEXT.WORK.worker _INBOX.worked 11\r\n{\"batch\":1}\r\n");
            client.request(client.delivered("7")[3], "+ACK");
            client.send("UNSUB 7\r\n");
            api("STREAM.DELETE.WORK", "");
        }
        for (String each : List.of("MIRROR", "SOURCED", "ORIGIN")) {
            api("STREAM.DELETE." + each, "");
        }
    }

    private void keys() throws IOException {
        create(
                "KV_T",
                "$KV.T.>",
                "file",
                ",\"max_msgs_per_subject\":5,\"allow_rollup_hdrs\":true,\"allow_msg_ttl\":true,"
                        + "\"subject_delete_marker_ttl\":1000000000,\"discard\":\"new\",\"deny_delete\":true");
        client.request("$KV.T.a", "Nats-Expected-Last-Subject-Sequence: 0", "first");
        for (int i = 0; i < MANY; i++) {
            client.request("$KV.T.a", "value");
            api("DIRECT.GET.KV_T.$KV.T.a", "");
        }
        client.request("$KV.T.a", "Nats-Expected-Last-Subject-Sequence: 1", "stale");
        client.request("$KV.T.b", "Nats-TTL: 1s", "short");
        client.send("SUB _INBOX.watched 8\r\n");
        api(
                "CONSUMER.CREATE.KV_T.watch.$KV.T.>",
                "{\"stream_name\":\"KV_T\",\"config\":{\"name\":\"watch\","
                    + "\"filter_subject\":\"$KV.T.>\",\"ack_policy\":\"none\",\"deliver_subject\":\"_INBOX.watched\","
                        + LAST
                        + ",\"flow_control\":true,\"idle_heartbeat\":5000000000,\"max_deliver\":1,\"mem_storage\":true,"
                        + "\"headers_only\":true,\"num_replicas\":1}}");
        client.request("$KV.T.a", "KV-Operation: DEL", "");
        client.request("$KV.T.a", "KV-Operation: PURGE\r\nNats-Rollup: sub", "");
        api("STREAM.INFO.KV_T", "{\"subjects_filter\":\"$KV.T.>\"}");
        client.send("UNSUB 8\r\n");
        api("STREAM.DELETE.KV_T", "");
    }

    private void objects() throws IOException {
        create("OBJ_T", "$O.T.C.>\",\"$O.T.M.>", "file", ",\"allow_rollup_hdrs\":true,\"discard\":\"new\"");
        for (int i = 0; i < MANY; i++) {
            client.request("$O.T.C.x", "c".repeat(100_000));
        }
        client.request("$O.T.M.eA==", "Nats-Rollup: sub", "{\"name\":\"x\"}");
        api("DIRECT.GET.OBJ_T.$O.T.M.eA==", "");
        api("STREAM.INFO.OBJ_T", "");
        client.send("SUB _INBOX.chunks 8\r\n");
        api(
                "CONSUMER.CREATE.OBJ_T.read.$O.T.C.x",
                "{\"stream_name\":\"OBJ_T\",\"config\":{\"name\":\"read\","
                    + "\"filter_subject\":\"$O.T.C.x\",\"ack_policy\":\"none\",\"deliver_subject\":\"_INBOX.chunks\","
                    + "\"flow_control\":true,\"idle_heartbeat\":5000000000,\"max_deliver\":1,\"mem_storage\":true}}");
        client.flush();
        api("CONSUMER.DELETE.OBJ_T.read", "");
        api("STREAM.PURGE.OBJ_T", "{\"filter\":\"$O.T.C.x\"}");
        client.send("UNSUB 8\r\n");
        api("STREAM.DELETE.OBJ_T", "");
    }
}

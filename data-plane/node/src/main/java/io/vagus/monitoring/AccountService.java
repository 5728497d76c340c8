package io.vagus.monitoring;

import io.vagus.account.sharing.ExportAccess;
import io.vagus.account.sharing.ResponseType;
import io.vagus.account.sharing.ServiceExport;
import java.util.List;

/** A service of the system account that every account may ask, about itself only. Source: nats-server server/events.go. */
enum AccountService {
    CONNZ("$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.ACCOUNT.%s.CONNZ"),
    SERVER_CONNZ("$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.ACCOUNT.%s.CONNZ"),
    STATZ("$SYS.REQ.ACCOUNT.PING.STATZ", "$SYS.REQ.ACCOUNT.%s.STATZ"),
    USER_INFO("$SYS.REQ.USER.INFO", "$SYS.REQ.USER.%s.INFO");

    /** Where an account that imports it asks how many listen to a subject. */
    static final String SUBSCRIBERS = "$SYS.DEBUG.SUBSCRIBERS";

    private static final int ACCOUNT_POSITION = 4;

    private final String subject;
    private final String target;

    AccountService(String subject, String target) {
        this.subject = subject;
        this.target = target;
    }

    /** What an account may import from the system account though nobody declared it; the answers are about itself alone. */
    static List<ServiceExport> exports() {
        return List.of(
                export(CONNZ.target("*"), ExportAccess.ofEach(ACCOUNT_POSITION), ResponseType.STREAM),
                export(STATZ.target("*"), ExportAccess.ofEach(ACCOUNT_POSITION), ResponseType.STREAM),
                export(SUBSCRIBERS, ExportAccess.PUBLIC, ResponseType.SINGLETON),
                export(USER_INFO.target("*"), ExportAccess.PUBLIC, ResponseType.SINGLETON));
    }

    private static ServiceExport export(String subject, ExportAccess access, ResponseType type) {
        return new ServiceExport(subject, access, type, ServiceExport.DEFAULT_THRESHOLD, null, false);
    }

    /** What the account publishes to. */
    String subject() {
        return subject;
    }

    /** What that stands for in the system account. */
    String target(String account) {
        return target.replace("%s", account);
    }
}

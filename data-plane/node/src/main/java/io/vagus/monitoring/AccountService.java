package io.vagus.monitoring;

/** A service of the system account that every account may ask, about itself only. Source: nats-server server/events.go. */
enum AccountService {
    CONNZ("$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.ACCOUNT.%s.CONNZ"),
    SERVER_CONNZ("$SYS.REQ.SERVER.PING.CONNZ", "$SYS.REQ.ACCOUNT.%s.CONNZ"),
    STATZ("$SYS.REQ.ACCOUNT.PING.STATZ", "$SYS.REQ.ACCOUNT.%s.STATZ"),
    USER_INFO("$SYS.REQ.USER.INFO", "$SYS.REQ.USER.%s.INFO");

    private final String subject;
    private final String target;

    AccountService(String subject, String target) {
        this.subject = subject;
        this.target = target;
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

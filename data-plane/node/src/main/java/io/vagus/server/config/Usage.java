package io.vagus.server.config;

/** What {@code --help} and {@code --help_tls} print. */
final class Usage {
    private Usage() {}

    static final String FLAGS = """

        Usage: nats-server [options]

        Server Options:
            -a, --addr, --net <host>         Listen at this host or address (default: 0.0.0.0)
            -p, --port <port>                Listen at this port (default: 4222; -1: any free one)
            -n, --name
                --server_name <name>         Name of the server (default: its id)
            -P, --pid <file>                 Write the process id to this file
            -m, --http_port <port>           Serve monitoring at this port
            -ms,--https_port <port>          Serve monitoring at this port, with TLS
            -c, --config <file>              Read this configuration file
            -t                               Check the configuration file and end
            -sl,--signal <signal>[=<pid>]    Signal a running server: ldm, stop, quit, term, reopen, reload.
                                             <pid> is a process id, a file that holds one, or a pattern with * at its end
                --client_advertise <url>     Tell clients and other servers this address
                --ports_file_dir <dir>       Write nats-server_<pid>.ports into this directory

        Logging Options:
            -l, --log <file>                 Log to this file
            -T, --logtime                    Begin lines with the time (default: true)
                --logtime_utc                Write times in UTC instead of local time (default: false)
            -s, --syslog                     Log to the system's log
            -r, --remote_syslog <url>        Log to a syslog server, such as udp://localhost:514
            -D, --debug                      Log details of the server's work
            -V, --trace                      Log the protocol of clients
            -VV                              Log the protocol, that of the system account too
            -DV                              -D and -V
            -DVV                             -D and -VV
                --log_size_limit <bytes>     Begin a new log file at this size (default: never)
                --max_traced_msg_len <len>   Show no more of a traced message than this (default: all)

        JetStream Options:
            -js, --jetstream                 Keep streams
            -sd, --store_dir <dir>           Keep them below this directory

        Authorization Options:
                --user <user>                User that clients must name
                --pass <password>            Password that clients must give
                --auth <token>               Token that clients must give

        TLS Options:
                --tls                        Ask clients for TLS, not for a certificate (default: false)
                --tlscert <file>             Certificate of the server
                --tlskey <file>              Private key of that certificate
                --tlsverify                  Ask clients for TLS and a certificate
                --tlscacert <file>           Authorities that clients' certificates come from

        Cluster Options:
                --routes <url,url>           Servers to connect to
                --cluster <url>              Listen for other servers here
                --cluster_listen <url>       The same
                --cluster_name <name>        Name of the cluster (default: one is made)
                --no_advertise <bool>        Tell clients nothing of the cluster's other servers
                --cluster_advertise <url>    Tell other servers this address
                --connect_retries <number>   Attempts to connect to a server that another one told of

        Profiling Options:
                --profile <port>             Serve profiles at this port

        Common Options:
            -h, --help                       Show this and end
            -v, --version                    Show the version and end
                --help_tls                   Show how TLS is configured and end

        """;

    static final String TLS = """

        TLS is configured by a block in the configuration file:

            tls {
                cert_file:     "./certs/server-cert.pem"   # the server's certificate and what leads to its authority
                key_file:      "./certs/server-key.pem"    # its private key
                ca_file:       "./certs/ca.pem"            # authorities of clients' certificates
                verify:        true                        # clients must have a certificate
                timeout:       2                           # seconds that a handshake may take
                cipher_suites: ["TLS_AES_128_GCM_SHA256"]  # default: those of the Java runtime that are safe
            }

        The flags --tls, --tlscert, --tlskey, --tlsverify and --tlscacert stand for the fields of that block.

        """;
}

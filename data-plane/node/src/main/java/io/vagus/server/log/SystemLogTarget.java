package io.vagus.server.log;

import io.vagus.base.Log.Level;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The log of this machine, by the C library's {@code syslog}: the socket {@code /dev/log} takes datagrams, which Java's own
 * sockets of this kind cannot send. Facility {@code daemon}, tag {@code nats-server} with the pid.
 */
final class SystemLogTarget implements LogTarget {
    private static final List<String> SOCKETS = List.of("/dev/log", "/var/run/syslog", "/var/run/log");
    private static final int WITH_PID = 1;
    private static final int DAEMON = 3 << 3;

    private final Arena arena = Arena.ofShared();
    private final MethodHandle syslog;
    private final MemorySegment format;

    /** Opens it. Errors: {@link IOException} when this machine has no system log. */
    SystemLogTarget() throws IOException {
        if (SOCKETS.stream().map(Path::of).noneMatch(Files::exists)) {
            throw new IOException("error connecting to syslog: \"Unix syslog delivery error\"");
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle openlog = linker.downcallHandle(
                linker.defaultLookup().find("openlog").orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        this.syslog = linker.downcallHandle(
                linker.defaultLookup().find("syslog").orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        this.format = arena.allocateFrom("%s");
        MemorySegment tag = arena.allocateFrom("nats-server");
        call(() -> {
            openlog.invokeExact(tag, WITH_PID, DAEMON);
        });
    }

    @FunctionalInterface
    private interface Call {
        void run() throws Throwable;
    }

    private static void call(Call call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(Level level, String text, Instant now) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment line = local.allocateFrom(text.replace('\0', ' '));
            int priority = DAEMON | SyslogTarget.severity(level);
            call(() -> {
                syslog.invokeExact(priority, format, line);
            });
        }
    }

    /** The C library keeps it open for the process. */
    @Override
    public void close() {}
}

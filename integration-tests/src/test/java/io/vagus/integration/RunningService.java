package io.vagus.integration;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class the one service of this run, started when the first class asks and stopped after the last. */
final class RunningService implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RunningService.class);

    private record Held(Service service) implements AutoCloseable {
        static Held start() {
            Progress.say("starting the service ...");
            var service = Service.begin();
            try {
                service.awaitUp();
            } catch (AssertionError | RuntimeException e) {
                service.supervisor().destroy();
                throw e;
            }
            Progress.say("the service is up in " + service.home());
            return new Held(service);
        }

        @Override
        public void close() {
            if (service.supervisor().isAlive()) {
                service.down();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Service.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent("service", key -> Held.start(), Held.class)
                .service();
    }
}

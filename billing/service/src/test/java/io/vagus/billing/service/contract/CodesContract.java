package io.vagus.billing.service.contract;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the resources and the records of their answers do, in the words of {@link PublishedContract}. */
final class CodesContract {

    private static final Map<Type, String> SIMPLE = Map.of(
            String.class,
            "string",
            UUID.class,
            "uuid",
            Instant.class,
            "date-time",
            long.class,
            "int64",
            int.class,
            "int32");

    private final SortedSet<String> facts = new TreeSet<>();
    private final Set<Type> described = new HashSet<>();

    static SortedSet<String> facts(Iterable<Class<?>> resources, Class<? extends Record> problem) {
        CodesContract contract = new CodesContract();
        resources.forEach(contract::resource);
        contract.type(problem);
        return contract.facts;
    }

    private void resource(Class<?> resource) {
        String path = resource.getAnnotation(Path.class).value();
        Arrays.stream(resource.getDeclaredMethods())
                .forEach(method -> Arrays.stream(method.getAnnotations())
                        .map(Annotation::annotationType)
                        .filter(annotation -> annotation.isAnnotationPresent(HttpMethod.class))
                        .forEach(verb -> operation(path, verb.getSimpleName().toLowerCase(Locale.ROOT), method)));
    }

    private void operation(String path, String verb, Method method) {
        Path more = method.getAnnotation(Path.class);
        facts.add(method.getName() + ": " + verb + " " + path + (more == null ? "" : more.value()) + " answers "
                + type(answer(method.getGenericReturnType())));
        Arrays.stream(method.getParameters()).forEach(parameter -> parameter(method.getName(), parameter));
    }

    private void parameter(String operation, Parameter parameter) {
        String optional = parameter.getAnnotatedType().isAnnotationPresent(Nullable.class) ? ", optional" : "";
        PathParam inPath = parameter.getAnnotation(PathParam.class);
        if (inPath != null) {
            facts.add(operation + ": path parameter " + inPath.value() + optional);
        }
        QueryParam inQuery = parameter.getAnnotation(QueryParam.class);
        if (inQuery != null) {
            facts.add(operation + ": query parameter " + inQuery.value() + optional);
        }
    }

    private String type(Type type) {
        String simple = SIMPLE.get(type);
        if (simple != null) {
            return simple;
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return "list of " + type(list.getActualTypeArguments()[0]);
        }
        Class<?> shape = (Class<?>) type;
        String name = shape.getSimpleName().replaceFirst("View$", "");
        if (described.add(type)) {
            Arrays.stream(shape.getRecordComponents()).forEach(component -> property(name, component));
        }
        return name;
    }

    private void property(String schema, RecordComponent component) {
        boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        facts.add(schema + "." + component.getName() + " is " + type(component.getGenericType())
                + (optional ? ", optional" : ""));
    }

    private static Type answer(Type type) {
        return type instanceof ParameterizedType later && later.getRawType() == Uni.class
                ? later.getActualTypeArguments()[0]
                : type;
    }
}

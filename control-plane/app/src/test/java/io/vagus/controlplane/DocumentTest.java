package io.vagus.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.mutiny.Uni;
import io.vagus.controlplane.permissions.SubjectFilter;
import io.vagus.controlplane.platform.Conditional;
import io.vagus.controlplane.platform.Cursor;
import io.vagus.controlplane.platform.FilterText;
import io.vagus.controlplane.platform.IdempotencyKey;
import io.vagus.controlplane.platform.Limit;
import io.vagus.controlplane.platform.Moment;
import io.vagus.controlplane.platform.Name;
import io.vagus.controlplane.platform.Preconditions;
import io.vagus.controlplane.platform.Tagged;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The published document and the code say the same, operation by operation.
 *
 * <p>What the code says is read from its JAX-RS and validation annotations and from the null annotations of its records; both
 * sides are brought to one plain form, without references and prose, and compared in both directions.
 */
class DocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> PROSE =
            Set.of("description", "summary", "default", "additionalProperties", "title", "example", "examples");

    /** Makes no difference to what is taken or given: {@code default} is checked on its own where it matters. */
    @Test
    void documentAndCodeSayTheSame() throws IOException {
        Map<String, String> document = published();
        Map<String, String> code = built();

        assertThat(document).isNotEmpty();
        assertThat(code).isEqualTo(document);
    }

    @Test
    void requestBodiesRefuseWhatTheDocumentDoesNotName() throws IOException {
        JsonNode document = document();

        for (JsonNode path : document.path("paths")) {
            for (JsonNode operation : path) {
                JsonNode schema = resolve(document, operation.at("/requestBody/content/application~1json/schema"));
                if (schema.isObject()) {
                    assertThat(schema.path("additionalProperties").isBoolean()).isTrue();
                    assertThat(schema.path("additionalProperties").asBoolean()).isFalse();
                }
            }
        }
    }

    @Test
    void whatChangesOneThingTakesACondition() {
        Set<String> without = Operation.all().stream()
                .filter(operation -> Set.of("put", "patch", "delete").contains(operation.method()))
                .filter(operation -> !operation.isConditional())
                .map(Operation::id)
                .collect(Collectors.toSet());

        assertThat(without)
                .containsExactlyInAnyOrder(
                        "endSession", // a sign-in is over or not
                        "deleteMe", // the caller, whom nobody else changes
                        "setTenantPlan", // says all there is to say: nothing of another's change is lost
                        "deleteMessage" // a stored message is one version for ever
                        );
    }

    // --- The document

    private static JsonNode document() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(DocumentTest.class.getResourceAsStream("/openapi/control-plane.yaml"))) {
            return new YAMLMapper().readTree(file);
        }
    }

    private static Map<String, String> published() throws IOException {
        JsonNode document = document();
        Map<String, String> operations = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                written(published(document, operation.getValue())))));
        return operations;
    }

    private static ObjectNode published(JsonNode document, JsonNode operation) {
        ObjectNode plain = JSON.createObjectNode();
        plain.put("id", operation.path("operationId").asText());
        plain.put(
                "open",
                operation.path("security").isArray()
                        && operation.path("security").isEmpty());
        ArrayNode parameters = plain.putArray("parameters");
        Stream.of(operation.path("parameters"))
                .flatMap(all -> all.valueStream())
                .map(parameter -> resolve(document, parameter))
                .sorted(Comparator.comparing(parameter -> parameter.path("name").asText()))
                .forEach(parameter -> parameters
                        .addObject()
                        .put("name", parameter.path("name").asText())
                        .put("in", parameter.path("in").asText())
                        .set("schema", schema(document, parameter.path("schema"))));
        JsonNode body = operation.at("/requestBody/content/application~1json/schema");
        if (!body.isMissingNode()) {
            plain.set("body", schema(document, body));
        }
        operation.path("responses").properties().stream()
                .filter(response -> !response.getKey().equals("default"))
                .forEach(response -> {
                    plain.put("status", response.getKey());
                    JsonNode answer = response.getValue().at("/content/application~1json/schema");
                    if (!answer.isMissingNode()) {
                        plain.set("answer", schema(document, answer));
                        plain.put(
                                "etag", response.getValue().at("/headers/ETag").isObject());
                    }
                });
        return plain;
    }

    private static JsonNode resolve(JsonNode document, JsonNode node) {
        String reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : document.at(reference.substring(1));
    }

    private static JsonNode schema(JsonNode document, JsonNode reference) {
        JsonNode schema = resolve(document, reference);
        ObjectNode plain = JSON.createObjectNode();
        schema.properties().stream()
                .filter(member -> !PROSE.contains(member.getKey()))
                .forEach(member -> plain.set(member.getKey(), member.getValue()));
        if (schema.has("properties")) {
            ObjectNode members = plain.putObject("properties");
            new TreeMap<>(Map.ofEntries(schema.path("properties").properties().toArray(Map.Entry[]::new)))
                    .forEach((name, member) -> members.set((String) name, schema(document, (JsonNode) member)));
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            plain.set("required", JSON.valueToTree(required));
        }
        if (schema.has("items")) {
            plain.set("items", schema(document, schema.path("items")));
        }
        return plain;
    }

    // --- The code

    private static Map<String, String> built() {
        Map<String, String> operations = new TreeMap<>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ArchitectureTest.ROOT)
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .forEach(resource -> Arrays.stream(resource.getDeclaredMethods())
                                .filter(method -> verb(method) != null)
                                .forEach(method -> operations.put(
                                        verb(method) + " " + path(resource, method),
                                        written(built(resource, method)))));
        return operations;
    }

    private static @Nullable String verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value)
                .findAny()
                .orElse(null);
    }

    private static String path(Class<?> resource, Method method) {
        Path own = method.getAnnotation(Path.class);
        return resource.getAnnotation(Path.class).value() + (own == null ? "" : own.value());
    }

    private static ObjectNode built(Class<?> resource, Method method) {
        ObjectNode plain = JSON.createObjectNode();
        plain.put("id", method.getName());
        plain.put("open", resource.isAnnotationPresent(PermitAll.class));
        Map<String, ObjectNode> parameters = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Field field : fields(parameter.getType())) {
                    if (field.isAnnotationPresent(QueryParam.class)) {
                        parameter(
                                parameters,
                                field.getAnnotation(QueryParam.class).value(),
                                "query",
                                field.getType());
                    }
                }
                assertThat(Limit.DEFAULT).isEqualTo("50");
            } else if (parameter.isAnnotationPresent(QueryParam.class)) {
                String name = parameter.getAnnotation(QueryParam.class).value();
                parameters.put(
                        name,
                        JSON.createObjectNode()
                                .put("name", name)
                                .put("in", "query")
                                .set("schema", schema(parameter.getType(), parameter)));
            } else if (parameter.isAnnotationPresent(PathParam.class)) {
                parameter(parameters, parameter.getAnnotation(PathParam.class).value(), "path", parameter.getType());
            } else if (parameter.isAnnotationPresent(QueryParam.class)) {
                parameter(parameters, parameter.getAnnotation(QueryParam.class).value(), "query", parameter.getType());
            } else if (parameter.isAnnotationPresent(HeaderParam.class)) {
                parameter(
                        parameters, parameter.getAnnotation(HeaderParam.class).value(), "header", parameter.getType());
            }
        }
        if (method.isAnnotationPresent(Conditional.class)) {
            parameters.put(
                    HttpHeaders.IF_MATCH,
                    JSON.createObjectNode()
                            .put("name", HttpHeaders.IF_MATCH)
                            .put("in", "header")
                            .set(
                                    "schema",
                                    JSON.createObjectNode()
                                            .put("type", "string")
                                            .put("minLength", 1)
                                            .put("maxLength", Preconditions.MAX_LENGTH)));
        }
        plain.set("parameters", JSON.valueToTree(parameters.values()));
        Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(NotNull.class))
                .forEach(parameter -> plain.set("body", schema(parameter.getType(), parameter)));
        Type answer = method.getGenericReturnType();
        answer = answer instanceof ParameterizedType uni && uni.getRawType() == Uni.class
                ? uni.getActualTypeArguments()[0]
                : answer;
        boolean creates = answer instanceof ParameterizedType response && response.getRawType() == RestResponse.class;
        answer = creates ? ((ParameterizedType) answer).getActualTypeArguments()[0] : answer;
        boolean nothing = answer == Void.class || answer == void.class;
        plain.put("status", creates ? "201" : nothing ? "204" : "200");
        if (!nothing && answer != Response.class) {
            plain.set("answer", schema(answer, resource));
            plain.put("etag", answer instanceof Class<?> thing && Tagged.class.isAssignableFrom(thing));
        }
        return plain;
    }

    /** With those of the types that it extends. */
    private static List<Field> fields(Class<?> type) {
        return Stream.<Class<?>>iterate(type, each -> each != Object.class, Class::getSuperclass)
                .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                .toList();
    }

    private static void parameter(Map<String, ObjectNode> parameters, String name, String in, Class<?> type) {
        ObjectNode parameter = JSON.createObjectNode().put("name", name).put("in", in);
        parameter.set("schema", schema(type, type));
        parameters.put(name, parameter);
    }

    private static JsonNode schema(Type type, AnnotatedElement rules) {
        ObjectNode plain = JSON.createObjectNode();
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            if (raw == Map.class) {
                return plain.put("type", "object");
            }
            return raw.isRecord() ? record(raw, generic.getActualTypeArguments()[0]) : plain;
        }
        if (!(type instanceof Class<?> known)) {
            return plain;
        }
        if (known == String.class) {
            text(plain.put("type", "string"), rules);
        } else if (known == UUID.class) {
            plain.put("type", "string").put("format", "uuid");
        } else if (known == Instant.class) {
            plain.put("type", "string").put("format", "date-time");
        } else if (known == Cursor.class) {
            plain.put("type", "string").put("maxLength", Cursor.MAX_LENGTH);
        } else if (known == FilterText.class) {
            plain.put("type", "string").put("minLength", 1).put("maxLength", FilterText.MAX_LENGTH);
        } else if (known == Moment.class) {
            plain.put("type", "string").put("format", "date-time");
        } else if (known == IdempotencyKey.class) {
            plain.put("type", "string").put("minLength", 1).put("maxLength", IdempotencyKey.MAX_LENGTH);
        } else if (known == Limit.class) {
            plain.put("type", "integer")
                    .put("format", "int32")
                    .put("minimum", Limit.MIN)
                    .put("maximum", Limit.MAX);
        } else if (known == Map.class) {
            plain.put("type", "object");
        } else if (known == boolean.class || known == Boolean.class) {
            plain.put("type", "boolean");
        } else if (known == int.class || known == Integer.class) {
            number(plain.put("type", "integer").put("format", "int32"), rules);
        } else if (known == long.class || known == Long.class) {
            number(plain.put("type", "integer").put("format", "int64"), rules);
        } else if (known == double.class || known == Double.class) {
            plain.put("type", "number").put("format", "double");
        } else if (known.isEnum()) {
            plain.put("type", "string").set("enum", constants(known));
        } else if (known.isRecord()) {
            return record(known, Object.class);
        }
        return plain;
    }

    private static JsonNode record(Class<?> type, Type argument) {
        ObjectNode plain = JSON.createObjectNode().put("type", "object");
        Map<String, JsonNode> members = new TreeMap<>();
        Set<String> required = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            members.put(component.getName(), member(component, argument));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        plain.set("properties", JSON.valueToTree(members));
        plain.set("required", JSON.valueToTree(required));
        return plain;
    }

    private static JsonNode member(RecordComponent component, Type argument) {
        AnnotatedElement rules = component.getAccessor();
        if (component.getType() != List.class) {
            return schema(component.getType(), rules);
        }
        AnnotatedType item =
                ((AnnotatedParameterizedType) component.getAnnotatedType()).getAnnotatedActualTypeArguments()[0];
        ObjectNode plain = JSON.createObjectNode().put("type", "array");
        Size size = rules.getAnnotation(Size.class);
        if (size != null) {
            plain.put("maxItems", size.max());
        }
        boolean variable = !(item.getType() instanceof Class<?>) && !(item.getType() instanceof ParameterizedType);
        plain.set("items", schema(variable ? argument : item.getType(), item));
        return plain;
    }

    private static void text(ObjectNode plain, AnnotatedElement rules) {
        if (rules.isAnnotationPresent(Name.class)) {
            plain.put("minLength", 1).put("maxLength", Name.MAX_LENGTH).put("pattern", Name.SHAPE);
        }
        if (rules.isAnnotationPresent(SubjectFilter.class)) {
            plain.put("minLength", 1).put("maxLength", SubjectFilter.MAX_LENGTH);
        }
        if (rules.isAnnotationPresent(Email.class)) {
            plain.put("format", "email");
        }
        Size size = rules.getAnnotation(Size.class);
        if (size != null) {
            plain.put("maxLength", size.max());
        }
    }

    private static void number(ObjectNode plain, AnnotatedElement rules) {
        Min min = rules.getAnnotation(Min.class);
        Max max = rules.getAnnotation(Max.class);
        if (min != null) {
            plain.put("minimum", min.value());
        }
        if (max != null) {
            plain.put("maximum", max.value());
        }
    }

    private static ArrayNode constants(Class<?> type) {
        ArrayNode names = JSON.createArrayNode();
        for (Field field : type.getFields()) {
            JsonProperty name = field.getAnnotation(JsonProperty.class);
            if (name != null) {
                names.add(name.value());
            }
        }
        return names;
    }

    /** One form for equal things: members in the order of their names. */
    private static String written(JsonNode node) {
        try {
            Object value = JSON.treeToValue(node, Object.class);
            return JSON.writer()
                    .with(com.fasterxml.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .with(com.fasterxml.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

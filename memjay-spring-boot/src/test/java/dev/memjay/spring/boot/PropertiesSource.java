package dev.memjay.spring.boot;

import dev.memjay.internal.setting.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes {@link MemjayProperties} and its defaults from the declarations of the settings. */
final class PropertiesSource {
    private static final String HEAD = """
            package dev.memjay.spring.boot;

            import dev.memjay.MemjayBuilder;
            import dev.memjay.model.FailurePolicy;
            import java.time.Duration;
            import java.util.List;
            import org.jspecify.annotations.Nullable;
            import org.springframework.boot.context.properties.ConfigurationProperties;
            import org.springframework.util.unit.DataSize;

            /**
             * The client's settings, as {@code memjay.*}; what is null keeps its default.
             *
             * <p>Written from the declarations of the settings by {@code MemjayPropertiesTest} with {@code -Dmemjay.writeDocs=true}.
             */
            @ConfigurationProperties("memjay")
            public class MemjayProperties {
                /** A connection URI with servers and settings, which the properties below override. */
                private @Nullable String uri;
            """;

    private static final String APPLY = """

                /** Gives the builder what is set. */
                void applyTo(MemjayBuilder builder) {
                    if (uri != null) {
                        builder.uri(uri);
                    }
            """;

    /** The only property that no class has. */
    private static final String TELEMETRY = """
                {
                  "name": "memjay.telemetry.enabled",
                  "type": "java.lang.Boolean",
                  "description": "Whether calls are followed by the application's ObservationRegistry, or else its OpenTelemetry.",
                  "defaultValue": true
                },
            """;

    private PropertiesSource() {}

    /** The source of the class. */
    static String of(List<Setting<?>> settings) {
        StringBuilder source = new StringBuilder(HEAD);
        for (Setting<?> setting : settings) {
            source.append("\n    /** ")
                    .append(description(setting))
                    .append(" */\n    private @Nullable ")
                    .append(type(setting))
                    .append(' ')
                    .append(setting)
                    .append(";\n");
        }
        source.append(APPLY);
        settings.forEach(setting -> source.append(application(setting)));
        source.append("    }\n").append(accessors("uri", "String"));
        settings.forEach(setting -> source.append(accessors(setting.name(), type(setting))));
        return source.append("}\n").toString();
    }

    private static String application(Setting<?> setting) {
        String name = setting.name();
        String call = switch (type(setting)) {
            case "List<String>" -> name + "(" + name + ".toArray(String[]::new))";
            case "String" -> "set(\"" + name + "\", " + name + ")";
            case "DataSize" -> name + "(" + name + ".toBytes())";
            default -> name + "(" + name + ")";
        };
        return "        if (%s != null) {\n            builder.%s;\n        }\n".formatted(name, call);
    }

    private static String accessors(String name, String type) {
        String capital = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        return """

                    public @Nullable %1$s get%3$s() {
                        return %2$s;
                    }

                    public void set%3$s(@Nullable %1$s %2$s) {
                        this.%2$s = %2$s;
                    }
                """.formatted(type, name, capital);
    }

    /** Boot's own types where it has some that read what the setting takes; else text, which the setting itself reads. */
    private static String type(Setting<?> setting) {
        if (setting == Setting.SERVERS) {
            return "List<String>";
        }
        Class<?> type = setting.type();
        if (type == Long.class && setting.unit().equals("bytes")) {
            return "DataSize";
        }
        boolean isText = type == Duration.class && setting.showDefault().equals("never");
        boolean isPublicEnum = type.isEnum() && !type.getName().contains(".internal.");
        boolean isKnown =
                type == Duration.class || type == Boolean.class || type == Integer.class || type == Long.class;
        return !isText && (isKnown || isPublicEnum) ? type.getSimpleName() : "String";
    }

    /** What the setting means, with its bounds, as an IDE shows it. */
    static String description(Setting<?> setting) {
        return setting.meaning() + (setting.type() == Boolean.class ? "" : " Bounds: " + setting.bounds() + ".");
    }

    static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The defaults, which the class does not have, and the values that there are of what is text in the class. */
    static String metadataOf(List<Setting<?>> settings) {
        String defaults = settings.stream()
                .filter(setting -> !setting.showDefault().isEmpty())
                .map(setting -> """
                            {
                              "name": "memjay.%s",
                              "defaultValue": %s
                            }""".formatted(kebab(setting.name()), json(defaultOf(setting))))
                .collect(Collectors.joining(",\n"));
        String hints = settings.stream()
                .filter(setting -> type(setting).equals("String")
                        && setting.bounds().matches("[a-z0-9-]+(, [a-z0-9-]+)* or [a-z0-9-]+"))
                .map(setting -> """
                            {
                              "name": "memjay.%s",
                              "values": [
                        %s
                              ]
                            }""".formatted(kebab(setting.name()), values(setting)))
                .collect(Collectors.joining(",\n"));
        return "{\n  \"properties\": [\n" + TELEMETRY + defaults + "\n  ],\n  \"hints\": [\n" + hints + "\n  ]\n}\n";
    }

    private static String values(Setting<?> setting) {
        return List.of(setting.bounds().split(", | or ")).stream()
                .map(value -> "        { \"value\": \"" + value + "\" }")
                .collect(Collectors.joining(",\n"));
    }

    /** The default as JSON takes it: numbers and booleans as they are. */
    static Object defaultOf(Setting<?> setting) {
        Object value = setting.defaultValue();
        return value instanceof Boolean || value instanceof Integer ? value : setting.showDefault();
    }

    private static String json(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}

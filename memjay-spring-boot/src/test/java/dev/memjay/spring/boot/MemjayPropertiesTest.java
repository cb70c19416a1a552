package dev.memjay.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.internal.setting.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;

/**
 * {@link MemjayProperties} and what an IDE knows of them have every setting that a text can set, as it is declared.
 *
 * <p>After a change of settings run this test with {@code -Dmemjay.writeDocs=true}: it writes both files anew.
 */
class MemjayPropertiesTest {
    private static final Path MAIN = Path.of("src", "main");
    private static final Path SOURCE = MAIN.resolve("java/dev/memjay/spring/boot/MemjayProperties.java");
    private static final Path ADDITIONAL =
            MAIN.resolve("resources/META-INF/additional-spring-configuration-metadata.json");

    static List<Setting<?>> settings() {
        return Setting.all().stream().filter(Setting::isText).toList();
    }

    @Test
    void theClassFollowsFromTheDeclarations() throws IOException {
        assertWritten(SOURCE, PropertiesSource.of(settings()));
    }

    @Test
    void theDefaultsInTheMetadataFollowFromTheDeclarations() throws IOException {
        assertWritten(ADDITIONAL, PropertiesSource.metadataOf(settings()));
    }

    private static void assertWritten(Path file, String text) throws IOException {
        if (Boolean.getBoolean("memjay.writeDocs")) {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        }

        assertThat(file).content().isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void anIdeCompletesTheSetting(Setting<?> setting) throws IOException {
        String name = "memjay." + PropertiesSource.kebab(setting.name());
        Map<?, ?> property = metadata().get(name);

        assertThat(property).as(name).isNotNull();
        assertThat((String) property.get("description")).isEqualTo(PropertiesSource.description(setting));
        if (!setting.showDefault().isEmpty()) {
            assertThat(Objects.toString(property.get("defaultValue")))
                    .isEqualTo(PropertiesSource.defaultOf(setting).toString());
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void thePropertySetsTheSetting(Setting<?> setting) {
        String text = other(setting);
        MemjayProperties properties = bind(Map.of("memjay." + PropertiesSource.kebab(setting.name()), text));

        var builder = Memjay.builder().user("user").password("password");
        properties.applyTo(builder);

        try (Memjay memjay = builder.build()) {
            assertThat(memjay.settings())
                    .filteredOn(info -> info.name().equals(setting.name()))
                    .singleElement()
                    .satisfies(info -> assertThat(info.value()).isEqualTo(setting.isSecret() ? "***" : text));
        }
    }

    /** A value that is not the default. */
    private static String other(Setting<?> setting) {
        return switch (setting.name()) {
            case "servers" -> "10.0.0.1:11211,10.0.0.2:11311";
            case "tlsProtocols" -> "TLSv1.3";
            case "tlsTrust", "tlsCertificate", "tlsKey", "tlsServerName", "tlsCiphers", "prefix", "namespace" -> "x";
            case "nameServers" -> "";
            case "localAddress" -> "127.0.0.1";
            case "maxInFlight" -> "1024";
            case "downNodePolicy" -> "rehash:1m";
            case "failurePolicy" -> "miss_reads";
            case "keyPolicy" -> "hash";
            case "placement" -> "ketama";
            case "protocol" -> "meta";
            case "loginMethod" -> "ascii";
            case "ttl" -> "1h";
            default -> {
                if (setting.type() == Duration.class) {
                    yield "2s";
                }
                if (setting.type() == Boolean.class) {
                    yield Objects.equals(setting.defaultValue(), true) ? "false" : "true";
                }
                if (setting.type() == Long.class) {
                    yield "2097152";
                }
                if (setting.type() == Integer.class) {
                    yield "3";
                }
                yield "secret";
            }
        };
    }

    @Test
    void lengthsAndSizesAreWrittenAsSpringUsersDo() {
        MemjayProperties properties = bind(Map.of(
                "memjay.timeout", "PT0.05S", "memjay.max-in-flight-bytes", "32MB", "memjay.failure-policy", "MISS"));
        var builder = Memjay.builder();
        properties.applyTo(builder);

        try (Memjay memjay = builder.build()) {
            assertThat(memjay.settings())
                    .anyMatch(info ->
                            info.name().equals("timeout") && info.value().equals("50ms"))
                    .anyMatch(info -> info.name().equals("maxInFlightBytes")
                            && info.value().equals("33554432"))
                    .anyMatch(info ->
                            info.name().equals("failurePolicy") && info.value().equals("miss"));
        }
    }

    private static MemjayProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("memjay", MemjayProperties.class)
                .get();
    }

    private static Map<String, Map<?, ?>> metadata() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                MemjayProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"))) {
            Map<String, Object> root =
                    JsonParserFactory.getJsonParser().parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, Map<?, ?>> byName = new HashMap<>();
            for (Object property : (List<?>) Objects.requireNonNull(root.get("properties"))) {
                Map<?, ?> map = (Map<?, ?>) property;
                byName.put(map.get("name").toString().toLowerCase(Locale.ROOT), map);
            }
            return byName;
        }
    }
}

package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.setting.Setting;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Documents and Javadoc say of the settings what their declarations say.
 *
 * <p>After a change of settings run this test with {@code -Dmemjay.writeDocs=true}: it writes the tables anew.
 */
class SettingsTableTest {
    private static final Path PAGE = Path.of("..", "docs", "settings.md");
    private static final Path README = Path.of("..", "README.md");
    private static final Path BUILDER = Path.of("src", "main", "java", "dev", "memjay", "MemjayBuilder.java");

    /** Those that most programs set. */
    private static final List<String> IN_README = List.of(
            "servers",
            "user",
            "password",
            "tls",
            "timeout",
            "connectTimeout",
            "connectionsPerServer",
            "failurePolicy",
            "downNodePolicy",
            "prefix",
            "keyPolicy",
            "ttl",
            "placement",
            "protocol",
            "callbackExecutor",
            "listener");

    private static final String HEAD = """
            | name | default | unit | bounds | meaning |
            |---|---|---|---|---|
            """;

    @Test
    void theDocumentHasTheTable() throws IOException {
        String page =
                """
                # Settings

                Each is a method of `MemjayBuilder` and a parameter of the connection URI, except for the servers, which have their
                own place in a URI, and for those that only the builder can take. Lengths of time have their unit behind the number:
                `ns`, `us`, `ms`, `s`, `m`, `h` or `d`. `Memjay.settings()` lists the values in effect and where each came from.

                """ + HEAD + Setting.all().stream().map(SettingsTableTest::row).collect(Collectors.joining());
        if (Boolean.getBoolean("memjay.writeDocs")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    @Test
    void theReadmeHasTheRowsOfThoseThatMostProgramsSet() throws IOException {
        String table = HEAD
                + IN_README.stream()
                        .map(name -> row(Objects.requireNonNull(Setting.named(name), name)))
                        .collect(Collectors.joining());
        String readme = Files.readString(README);
        if (Boolean.getBoolean("memjay.writeDocs")) {
            readme = Pattern.compile(Pattern.quote(HEAD) + "(\\|.*\n)*")
                    .matcher(readme)
                    .replaceFirst(Matcher.quoteReplacement(table));
            Files.writeString(README, readme);
        }

        assertThat(readme).contains(table + "\n");
    }

    @Test
    void everyDeclarationIsListedUnderItsOwnName() {
        List<String> declared = Arrays.stream(Setting.class.getFields())
                .filter(field -> field.getType() == Setting.class)
                .map(Field::getName)
                .toList();

        assertThat(Setting.all().stream()
                        .map(setting ->
                                setting.name().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT)))
                .containsExactlyElementsOf(declared);
    }

    private static String row(Setting<?> setting) {
        String value = setting.showDefault();
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        setting,
                        value.isEmpty() ? "empty" : "`" + value + "`",
                        setting.unit(),
                        setting.bounds(),
                        setting.meaning());
    }

    static List<Setting<?>> textSettings() {
        return Setting.all().stream().filter(Setting::isText).toList();
    }

    @ParameterizedTest
    @MethodSource("textSettings")
    void theBuildersJavadocHasTheBoundsAndTheDefault(Setting<?> setting) throws IOException {
        String javadoc = javadoc(setting.name());
        String value = setting.showDefault();
        String shown = value.isEmpty() ? "(empty|none)" : Pattern.quote(value.toLowerCase(Locale.ROOT));

        assertThat(javadoc)
                .containsPattern("(^|[ .])" + shown + "( \\([^)]*\\))?( by default|, the default| is the default)");
        if (setting.type() == Duration.class || Number.class.isAssignableFrom(setting.type())) {
            for (String part : setting.bounds().split(" to |, or ")) {
                assertThat(javadoc).contains(part.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** What is said before a method of the builder, on one line and without markup, in lower case. */
    private static String javadoc(String method) throws IOException {
        Matcher matcher = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s+public MemjayBuilder " + method + "\\(")
                .matcher(Files.readString(BUILDER));
        assertThat(matcher.find()).as("MemjayBuilder.%s", method).isTrue();
        return matcher.group(1)
                .replaceAll("\\s+\\*\\s", " ")
                .replaceAll("\\s+", " ")
                .replaceAll("\\{@(?:link|code) (?:[A-Za-z.]*#)?([^}]*)}", "$1")
                .toLowerCase(Locale.ROOT);
    }
}

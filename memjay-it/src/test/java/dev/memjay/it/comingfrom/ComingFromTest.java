package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.it.clients.Program;
import dev.memjay.it.clients.Program.Ended;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages about pymemcache and pylibmc leave nothing out, and each of their rows names a test that there is. */
class ComingFromTest {
    private static final int MAX_ROWS_OF_A_TEST = 3;
    private static final Pattern DISABLED = Pattern.compile("(?m)^\\s*@Disabled\\b");
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .normalize()
            .getParent();

    @Test
    void everyNameOfPymemcacheHasARow() throws Exception {
        assertThat(missing("pymemcache", "")).isEmpty();
    }

    @Test
    void everyNameOfPylibmcHasARow() throws Exception {
        assertThat(missing("pylibmc", "Client")).isEmpty();
    }

    private static List<String> missing(String client, String defaultOwner) throws Exception {
        List<String> asked = namesOf(client);
        assertThat(asked).as("what the installed one has").hasSizeGreaterThan(150);
        Set<String> named = ComingFromPage.of(client).names(defaultOwner);
        return asked.stream().filter(name -> !named.contains(name)).toList();
    }

    private static List<String> namesOf(String client) throws IOException, InterruptedException, URISyntaxException {
        URL script = ComingFromTest.class.getResource("/comingfrom/names.py");
        assertThat(script).isNotNull();
        Program python = Program.find("python3", "python3-" + client, "-c", "import " + client);
        Ended ended = python.run(Path.of(script.toURI()).toString(), client);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output().lines().distinct().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pymemcache", "pylibmc"})
    void everyRowNamesATestThatThereIs(String client) {
        for (ComingFromPage.Row row : ComingFromPage.of(client).rows()) {
            assertThat(row.isWhole()).as("cells of %s", row).isTrue();
            assertThat(row.tests()).as("tests of %s", row.first()).isNotEmpty();
            assertThat(row.tests())
                    .as("tests of %s", row.first())
                    .allSatisfy(test -> assertThat(placesOf(test)).as(test).hasSize(1));
        }
    }

    @Test
    void noTestServesManyRows() {
        Map<String, Long> rowsOfTests = Stream.of("pymemcache", "pylibmc")
                .flatMap(client -> ComingFromPage.of(client).rows().stream())
                .flatMap(row -> row.tests().stream())
                .collect(Collectors.groupingBy(test -> test, Collectors.counting()));
        rowsOfTests.values().removeIf(rows -> rows <= MAX_ROWS_OF_A_TEST);

        assertThat(rowsOfTests).isEmpty();
    }

    @Test
    void whatIsMissingIsFound() {
        ComingFromPage page = ComingFromPage.parse(
                "page",
                List.of(
                        "| other | in | Memjay | there | here | test |",
                        "|---|---|---|---|---|---|",
                        "| `get(key, default=None)` | C P | `get` | | | `ComingFromTest.noSuchTest` |",
                        "| `timeout=None` | C | `timeout` | | | `ComingFromTest.whatIsMissingIsFound` |"),
                "other");

        assertThat(page.names(""))
                .contains(
                        "Client.get",
                        "Client.get(key)",
                        "PooledClient.get(default=None)",
                        "Client(timeout=None)",
                        "Client.timeout=None")
                .doesNotContain("HashClient.get", "Client.get(default=0)", "PooledClient(timeout=None)");
        assertThat(placesOf(page.rows().get(0).tests().get(0))).isEmpty();
        assertThat(placesOf(page.rows().get(1).tests().get(0))).hasSize(1);
    }

    /** The sources in which a test of this name stands as one that is run: {@code Class.method} or {@code Class.Nested.method}. */
    private static List<Path> placesOf(String test) {
        String[] names = test.split("\\.");
        Pattern method = Pattern.compile(
                "@(Test|ParameterizedTest)\\b[^;{}]*?(\\{[^}]*\\}[^;{}]*?)*\\bvoid " + names[names.length - 1] + "\\(");
        List<Path> places = new ArrayList<>();
        for (Path source : sources(names[0] + ".java")) {
            String text = read(source);
            boolean isNested = names.length < 3 || text.contains("class " + names[1] + " ");
            if (isNested
                    && !DISABLED.matcher(text).find()
                    && method.matcher(text).find()) {
                places.add(source);
            }
        }
        return places;
    }

    private static List<Path> sources(String file) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> found = new ArrayList<>();
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    files.filter(path -> path.getFileName().toString().equals(file))
                            .forEach(found::add);
                }
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.memjay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** samples/docker/Dockerfile names the paths, the port, the user and the commands that the sources have. */
final class DockerSampleTest {
    /** Maven's default is the module's folder; other runners start in the root. */
    private static final Path ROOT = Files.exists(Path.of("memjay-cli")) ? Path.of("") : Path.of("..");

    private static final Path DOCKERFILE = ROOT.resolve("samples/docker/Dockerfile");

    private static List<String> instructions(String name) throws IOException {
        return Files.readAllLines(DOCKERFILE).stream()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    private static List<String> words(String json) {
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(json)
                .results()
                .map(word -> word.group(1))
                .toList();
    }

    private static String only(List<String> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void pathsAreThoseOfTheImageScript() throws IOException {
        String image = Files.readString(ROOT.resolve("scripts/image.sh"));
        String run = only(instructions("RUN").stream()
                .filter(line -> line.startsWith("scripts/"))
                .toList());
        Path script = ROOT.resolve(run.split(" ")[0]);
        assertThat(script).exists().isExecutable();
        String folder = run.split(" ")[1];
        assertThat(instructions("COPY")).contains("--from=build " + folder + " " + folder);
        assertThat(only(instructions("ENV"))).startsWith("PATH=" + folder + "/bin:$PATH ");
        String program = only(words(only(instructions("ENTRYPOINT"))));
        assertThat(image).contains(">\"$image/bin/" + program + "\"");
        assertThat(instructions("RUN").get(0)).as("what the script needs").contains("asciidoctor");
        assertThat(Files.readString(DOCKERFILE)).contains("docker build -t memjay -f " + ROOT.relativize(DOCKERFILE));
        assertThat(Files.readAllLines(ROOT.resolve(".dockerignore"))).contains("**/target", ".git");
    }

    @Test
    void theBuildHasAJdkAndTheImageNone() throws IOException {
        List<String> from = instructions("FROM");
        assertThat(from).hasSize(2);
        Matcher jdk = Pattern.compile("maven:3\\.\\d+-eclipse-temurin-(\\d+) AS build")
                .matcher(from.get(0));
        assertThat(jdk.matches()).isTrue();
        assertThat(Integer.parseInt(jdk.group(1))).isGreaterThanOrEqualTo(17);
        assertThat(from.get(1)).startsWith("debian:");
    }

    @Test
    void theServerListensOnThePortThatIsExposedAndOnAllAddresses() throws IOException {
        List<String> command = words(only(instructions("CMD")));
        assertThat(command.get(0)).isEqualTo("serve");
        assertThat(only(instructions("EXPOSE"))).isEqualTo(Integer.toString(Node.DEFAULT_PORT));
        assertThat(command).containsSequence("-p", Integer.toString(Node.DEFAULT_PORT));
        // the same on any free port
        String[] free = command.stream()
                .skip(1)
                .map(word -> word.equals(Integer.toString(Node.DEFAULT_PORT)) ? "-1" : word)
                .toArray(String[]::new);
        try (MemcachedServer server = ServeOptions.parse(free).builder().start()) {
            assertThat(server.host()).isEqualTo("0.0.0.0");
        }
    }

    @Test
    void theUserIsMadeAndIsNotRoot() throws IOException {
        String user = only(instructions("USER"));
        assertThat(user).isNotEqualTo("root");
        assertThat(instructions("RUN")).anyMatch(line -> line.startsWith("useradd ") && line.endsWith(" " + user));
        List<String> lines = Files.readAllLines(DOCKERFILE);
        assertThat(lines.indexOf("USER " + user))
                .as("the program runs as that user, the files belong to root")
                .isGreaterThan(lines.indexOf(only(lines.stream()
                        .filter(line -> line.startsWith("COPY --from"))
                        .toList())));
    }

    @Test
    void theCommandsOfItAreCommands() throws IOException {
        List<String> health = words(only(instructions("HEALTHCHECK")));
        assertThat(Set.copyOf(Subcommands.NAMES)).contains(health.get(1), "serve", "top", "stats");
        assertThat(health).endsWith("--servers", "127.0.0.1:" + Node.DEFAULT_PORT);
        for (String line : Files.readAllLines(DOCKERFILE)) {
            Matcher example =
                    Pattern.compile("# +docker run .* memjay ([a-z]+) .*").matcher(line);
            if (example.matches()) {
                assertThat(Subcommands.NAMES).contains(example.group(1));
            }
        }
    }
}

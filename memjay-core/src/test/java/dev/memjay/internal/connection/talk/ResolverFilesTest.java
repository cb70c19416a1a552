package dev.memjay.internal.connection.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine's files say of names. */
class ResolverFilesTest {
    @Test
    void nameServersAndSearchListAreRead() {
        ResolverFiles files = ResolverFiles.parse(List.of(
                "# a comment",
                "nameserver 10.96.0.10",
                "  nameserver   2001:db8::53",
                "search default.svc.cluster.local svc.cluster.local",
                "options ndots:5 timeout:2"));

        assertThat(files.nameServers()).containsExactly(Node.of("10.96.0.10", 53), Node.of("2001:db8::53", 53));
        assertThat(files.absoluteNames("mc.default"))
                .containsExactly(
                        "mc.default.default.svc.cluster.local.", "mc.default.svc.cluster.local.", "mc.default.");
        assertThat(files.absoluteNames("a.b.c.d.e.f"))
                .startsWith("a.b.c.d.e.f.")
                .hasSize(3);
        assertThat(files.absoluteNames("mc.")).containsExactly("mc.");
    }

    @Test
    void withoutASearchListANameIsTriedAsItIs() {
        assertThat(ResolverFiles.parse(List.of()).absoluteNames("mc")).containsExactly("mc.");
    }

    @Test
    void hostsAreFoundByAnyOfTheirNames(@TempDir Path folder) throws IOException {
        Path hosts = Files.write(
                folder.resolve("hosts"),
                List.of("127.0.0.1 localhost # mc", "10.0.0.1\tone.example One", "10.0.0.2 one", "::1 localhost"));

        assertThat(ResolverFiles.addresses(hosts, "one")).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(ResolverFiles.addresses(hosts, "localhost.")).containsExactly("127.0.0.1", "::1");
        assertThat(ResolverFiles.addresses(hosts, "mc")).isEmpty();
        assertThat(ResolverFiles.addresses(folder.resolve("nothing"), "one")).isEmpty();
    }
}

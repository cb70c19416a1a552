package dev.memjay.it.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An authority in a folder and the certificates it signs, made by openssl, as files in PEM. */
final class Certificates {
    private final Path folder;
    private final String name;

    /**
     * @param folder where the files go
     * @param name of the authority and of its files
     */
    Certificates(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                path(name + ".key"),
                "-out",
                path(name + ".crt"));
    }

    /** The authority's own certificate. */
    String authority() {
        return path(name + ".crt");
    }

    /** Signs a certificate; its files are the name with {@code .crt} and {@code .key}, which is in PKCS#8. */
    Signed sign(String file, String alternativeNames, int days) {
        try {
            Path extensions = folder.resolve(file + ".ext");
            Files.writeString(extensions, "subjectAltName=" + alternativeNames + "\n");
            openssl(
                    "req",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-subj",
                    "/CN=" + file,
                    "-keyout",
                    path(file + ".key"),
                    "-out",
                    path(file + ".csr"));
            openssl(
                    "x509",
                    "-req",
                    "-in",
                    path(file + ".csr"),
                    "-CA",
                    authority(),
                    "-CAkey",
                    path(name + ".key"),
                    "-CAcreateserial",
                    "-days",
                    Integer.toString(days),
                    "-extfile",
                    extensions.toString(),
                    "-out",
                    path(file + ".crt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Signed(folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
    }

    /** A certificate for this machine's loopback names. */
    Signed forLoopback(String file) {
        return sign(file, "DNS:localhost,IP:127.0.0.1,IP:::1", 30);
    }

    /** A certificate and its key. */
    record Signed(Path certificate, Path key) {
        /** Puts the files in the place of others, each in one step. */
        void replace(Signed other) {
            try {
                for (Path[] pair : new Path[][] {{certificate, other.certificate}, {key, other.key}}) {
                    Path copy = pair[1].resolveSibling(pair[1].getFileName() + ".new");
                    Files.copy(pair[0], copy, StandardCopyOption.REPLACE_EXISTING);
                    copy.toFile().setReadable(true, false);
                    Files.move(copy, pair[1], StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Signed copyTo(Path folder, String file) {
            Signed copy = new Signed(folder.resolve(file + ".crt"), folder.resolve(file + ".key"));
            replace(copy);
            return copy;
        }
    }

    private String path(String file) {
        return folder.resolve(file).toString();
    }

    /** Runs openssl and fails with what it said if it fails. */
    static void openssl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + " failed: " + output);
            }
            for (String argument : arguments) {
                if (argument.endsWith(".key")) {
                    Path.of(argument).toFile().setReadable(true, false); // memcached runs as another user
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

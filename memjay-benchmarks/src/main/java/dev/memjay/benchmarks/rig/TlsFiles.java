package dev.memjay.benchmarks.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A certificate for 127.0.0.1, signed by itself, made by openssl. */
public final class TlsFiles {
    private TlsFiles() {}

    public static Path keyOf(Path folder) {
        return folder.resolve("server.key");
    }

    /** Makes key and certificate; gives the certificate. */
    public static Path make(Path folder) throws IOException, InterruptedException {
        Path certificate = folder.resolve("server.crt");
        Process openssl = new ProcessBuilder(List.of(
                        "openssl",
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
                        "/CN=bench",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        keyOf(folder).toString(),
                        "-out",
                        certificate.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IOException("openssl made no certificate: " + said);
        }
        return certificate;
    }
}

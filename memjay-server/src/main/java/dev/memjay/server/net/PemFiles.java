package dev.memjay.server.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files, with any text around them, keys in PKCS#8 or as RSA in PKCS#1. */
final class PemFiles {
    private static final Pattern CERTIFICATE = block("(?:X509 |TRUSTED )?CERTIFICATE");
    private static final Pattern PKCS8 = block("PRIVATE KEY");
    private static final Pattern PKCS1 = block("RSA PRIVATE KEY");
    /** Version 0 and the algorithm rsaEncryption, as PKCS#8 puts them before an RSA key of PKCS#1. */
    private static final byte[] RSA_HEAD = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private PemFiles() {}

    private static Pattern block(String name) {
        return Pattern.compile("-----BEGIN " + name + "-----([A-Za-z0-9+/=\\s]+)-----END");
    }

    static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        Matcher blocks = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        while (blocks.find()) {
            byte[] der = Base64.getMimeDecoder().decode(blocks.group(1));
            certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + file);
        }
        return certificates.toArray(new X509Certificate[0]);
    }

    static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher pkcs8 = PKCS8.matcher(text);
        if (pkcs8.find()) {
            return pkcs8Key(Base64.getMimeDecoder().decode(pkcs8.group(1)));
        }
        Matcher pkcs1 = PKCS1.matcher(text);
        if (pkcs1.find()) {
            return pkcs8Key(wrapRsa(Base64.getMimeDecoder().decode(pkcs1.group(1))));
        }
        throw new GeneralSecurityException("no private key of PKCS#8 or PKCS#1 without a password in " + file);
    }

    private static PrivateKey pkcs8Key(byte[] der) throws GeneralSecurityException {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(spec);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(spec);
        }
    }

    private static byte[] wrapRsa(byte[] pkcs1) {
        byte[] octets = Der.value(0x04, pkcs1);
        byte[] body = ByteBuffer.allocate(RSA_HEAD.length + octets.length)
                .put(RSA_HEAD)
                .put(octets)
                .array();
        return Der.value(0x30, body);
    }
}

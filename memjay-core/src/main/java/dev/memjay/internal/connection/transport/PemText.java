package dev.memjay.internal.connection.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys in PEM; whatever stands between the blocks is skipped. */
final class PemText {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

    private record Block(String type, byte[] content) {}

    private final List<Block> blocks = new ArrayList<>();

    private PemText(String text) throws IOException {
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int typeEnd = text.indexOf(DASHES, begin + BEGIN.length());
            String type = typeEnd < 0 ? "" : text.substring(begin + BEGIN.length(), typeEnd);
            int end = typeEnd < 0 ? -1 : text.indexOf("-----END " + type + DASHES, typeEnd);
            if (end < 0) {
                throw new IOException("a block has no end");
            }
            blocks.add(new Block(type, decoded(type, text.substring(typeEnd + DASHES.length(), end))));
            begin = text.indexOf(BEGIN, end);
        }
    }

    /** The blocks of a file, or null when it is no PEM. */
    static @Nullable PemText in(byte[] file) throws IOException {
        String text = new String(file, ISO_8859_1);
        return text.contains(BEGIN) ? new PemText(text) : null;
    }

    private static byte[] decoded(String type, String base64) throws IOException {
        if (base64.contains("Proc-Type:")) {
            throw new IOException("its " + type + " is encrypted in the old way of OpenSSL;"
                    + " convert it with 'openssl pkcs8 -topk8'");
        }
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("its " + type + " is no base64", e);
        }
    }

    List<Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.type.equals("CERTIFICATE") || block.type.equals("TRUSTED CERTIFICATE")) {
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.content)));
            }
        }
        return certificates;
    }

    /** The first private key, or null. */
    @Nullable
    PrivateKey key(char[] password) throws GeneralSecurityException, IOException {
        for (Block block : blocks) {
            switch (block.type) {
                case "PRIVATE KEY":
                case "RSA PRIVATE KEY":
                case "EC PRIVATE KEY":
                    return key(DerText.pkcs8(block.content));
                case "ENCRYPTED PRIVATE KEY":
                    return key(decrypted(block.content, password));
                default:
                    break;
            }
        }
        return null;
    }

    private static byte[] decrypted(byte[] content, char[] password) throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
        AlgorithmParameters parameters = info.getAlgParameters();
        // The name of PBES2 itself is no cipher; its parameters tell which one was meant.
        String cipher = info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
                ? parameters.toString()
                : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password);
        Cipher decryption = Cipher.getInstance(cipher);
        decryption.init(
                Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(cipher).generateSecret(spec), parameters);
        return info.getKeySpec(decryption).getEncoded();
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // of another algorithm, then
            }
        }
        throw new InvalidKeySpecException("its private key is of none of the algorithms " + ALGORITHMS);
    }
}

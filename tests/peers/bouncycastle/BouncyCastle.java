import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.KEMRecipientId;
import org.bouncycastle.cms.KEMRecipientInformation;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceKEMEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * What BouncyCastle says of our messages. BouncyCastle ASKED, a file with one question a line, tab between the words:
 *
 *   open    ENVELOPE  KEY          PKCS#8 in DER, its certificate beside it (KEY with .cer): the SHA-256 of the content
 *   verify  SIGNATURE CONTENT      the common name of who signed it
 *
 * One answer a line: the question's number, "yes" or "no", and what was found, or why not.
 */
public class BouncyCastle {
    public static void main(String[] arguments) throws IOException {
        Security.addProvider(new BouncyCastleProvider());
        List<String> asked = Files.readAllLines(Path.of(arguments[0]));
        for (int number = 0; number < asked.size(); number++) {
            String[] words = asked.get(number).split("\t");
            String answer;
            try {
                answer = "yes\t" + (words[0].equals("open") ? open(words) : verify(words));
            } catch (Exception refused) {
                Throwable why = refused;
                while (why.getCause() != null) {
                    why = why.getCause();
                }
                answer = "no\t" + why.getClass().getSimpleName() + ": " + why.getMessage();
            }
            System.out.println(number + "\t" + answer);
        }
    }

    private static String open(String[] words) throws Exception {
        CMSAuthEnvelopedData envelope = new CMSAuthEnvelopedData(read(words[1]));
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(read(words[2]));
        PrivateKey key = KeyFactory.getInstance(info.getPrivateKeyAlgorithm().getAlgorithm().getId(), "BC")
            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        X509CertificateHolder certificate = new X509CertificateHolder(read(words[2] + ".cer"));
        for (RecipientInformation line : envelope.getRecipientInfos().getRecipients()) {
            if (line.getRID().match(certificate)) {
                byte[] content = line.getContent(recipient(line, key));
                return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            }
        }
        throw new IllegalArgumentException("no line for this receiver");
    }

    private static Recipient recipient(RecipientInformation line, PrivateKey key) {
        if (line instanceof KEMRecipientInformation) {
            // 1.83 has none for AuthEnvelopedData alone; this one is handed the ciphertext with its tag, and checks it.
            return new JceKEMEnvelopedRecipient(key).setProvider("BC");
        }
        if (line instanceof KeyAgreeRecipientInformation) {
            return new JceKeyAgreeAuthEnvelopedRecipient(key).setProvider("BC");
        }
        return new JceKeyTransAuthEnvelopedRecipient(key).setProvider("BC");
    }

    private static String verify(String[] words) throws Exception {
        CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(read(words[2])), read(words[1]));
        SignerInformation signer = signed.getSignerInfos().iterator().next();
        X509CertificateHolder certificate = (X509CertificateHolder)
            signed.getCertificates().getMatches(signer.getSID()).iterator().next();
        if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate))) {
            throw new IllegalArgumentException("the signature does not hold");
        }
        return certificate.getSubject().toString();
    }

    private static byte[] read(String path) throws IOException {
        return Files.readAllBytes(Path.of(path));
    }
}

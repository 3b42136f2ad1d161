import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.LogManager;
import javax.crypto.Cipher;
import javax.smartcardio.CardException;
import javax.smartcardio.TerminalFactory;
import net.sf.scuba.smartcards.CardService;
import net.sf.scuba.smartcards.CommandAPDU;
import net.sf.scuba.smartcards.ResponseAPDU;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jmrtd.BACKey;
import org.jmrtd.PACEKeySpec;
import org.jmrtd.PassportService;
import org.jmrtd.Util;
import org.jmrtd.cert.CVCPrincipal;
import org.jmrtd.cert.CVCertificateFactorySpi;
import org.jmrtd.cert.CardVerifiableCertificate;
import org.jmrtd.lds.CVCAFile;
import org.jmrtd.lds.CardAccessFile;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.DG14File;
import org.jmrtd.lds.icao.DG15File;
import org.jmrtd.protocol.AAResult;
import org.jmrtd.protocol.EACCAResult;
import org.jmrtd.protocol.PACEResult;

/**
 * JMRTD as the terminal of a chip that stands at the other end of this program's input and output, or, with the property
 * `reader`, in the reader of PC/SC of that number, through javax.smartcardio. One job a line:
 *
 *   bac|pace-mrz|pace-can  NUMBER BIRTH EXPIRY CAN  BLOCK  STEP ...
 *
 * BLOCK: bytes asked for at once. STEP: ca, aa, ta:KEY:CERTIFICATE:CERTIFICATE in hexadecimal digits, or a file's
 * identifier. Words are divided by tabs. It says "C" and a command, and wants the response; "D" and, for each step, "ok"
 * or the file's SHA-256, when the job is done; "!" and the error where it broke off.
 */
public class JmrtdTerminal {
    private static final HexFormat HEX = HexFormat.of();
    private static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in));
    private static final PrintStream OUT = System.out;

    private static final class Pipe extends CardService {
        @Override public void open() { }
        @Override public boolean isOpen() { return true; }
        @Override public byte[] getATR() { return new byte[0]; }
        @Override public void close() { }
        @Override public boolean isConnectionLost(Exception error) { return false; }
        @Override public boolean isExtendedAPDULengthSupported() { return true; }

        @Override public ResponseAPDU transmit(CommandAPDU command) {
            OUT.println("C\t" + HEX.formatHex(command.getBytes()));
            try {
                return new ResponseAPDU(HEX.parseHex(IN.readLine()));
            } catch (IOException error) {
                throw new IllegalStateException(error);
            }
        }
    }

    private static CardService card() {
        Integer reader = Integer.getInteger("reader");
        if (reader == null) {
            return new Pipe();
        }
        try {
            return CardService.getInstance(TerminalFactory.getDefault().terminals().list().get(reader));
        } catch (CardException error) {
            throw new IllegalStateException(error);
        }
    }

    private final PassportService service;
    private final BACKey mrz;
    private PACEResult pace;
    private EACCAResult chip;

    private JmrtdTerminal(String[] words) {
        int block = Integer.parseInt(words[5]);
        service = new PassportService(card(), PassportService.EXTENDED_MAX_TRANCEIVE_LENGTH,
            PassportService.EXTENDED_MAX_TRANCEIVE_LENGTH, block, true, true);
        mrz = new BACKey(words[1], words[2], words[3]);
    }

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        Security.insertProviderAt(new BouncyCastleProvider(), 1);
        for (String line = IN.readLine(); line != null; line = IN.readLine()) {
            String[] words = line.split("\t", -1);
            try {
                OUT.println("D\t" + String.join("\t", new JmrtdTerminal(words).all(words)));
            } catch (Exception error) {
                OUT.println("!\t" + String.valueOf(error).replaceAll("\\s", " "));
            }
        }
    }

    private List<String> all(String[] words) throws Exception {
        service.open();
        try {
            open(words[0], words[4]);
            List<String> said = new ArrayList<>();
            for (int at = 6; at < words.length; at++) {
                said.add(step(words[at]));
            }
            return said;
        } finally {
            service.close();
        }
    }

    private void open(String how, String can) throws Exception {
        if (how.equals("bac")) {
            service.sendSelectApplet(false);
            service.doBAC(mrz);
            return;
        }
        PACEKeySpec key = how.equals("pace-can") ? PACEKeySpec.createCANKey(can) : PACEKeySpec.createMRZKey(mrz);
        CardAccessFile access = new CardAccessFile(service.getInputStream(PassportService.EF_CARD_ACCESS));
        for (SecurityInfo info : access.getSecurityInfos()) {
            if (info instanceof PACEInfo offer) {
                pace = service.doPACE(key, offer.getObjectIdentifier(),
                    PACEInfo.toParameterSpec(offer.getParameterId()), offer.getParameterId());
                service.sendSelectApplet(true);
                return;
            }
        }
        throw new IllegalStateException("no PACE is offered");
    }

    private String step(String step) throws Exception {
        if (step.equals("ca")) {
            return authenticateChip();
        }
        if (step.equals("aa")) {
            return authenticateActively();
        }
        if (step.startsWith("ta:")) {
            return authenticateTerminal(step.split(":"));
        }
        byte[] file = read(Short.parseShort(step, 16));
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    }

    private byte[] read(short identifier) throws Exception {
        try (InputStream stream = service.getInputStream(identifier)) {
            return stream.readAllBytes();
        }
    }

    private String authenticateChip() throws Exception {
        DG14File file = new DG14File(new ByteArrayInputStream(read(PassportService.EF_DG14)));
        ChipAuthenticationPublicKeyInfo key = null;
        ChipAuthenticationInfo how = null;
        for (SecurityInfo info : file.getSecurityInfos()) {
            key = info instanceof ChipAuthenticationPublicKeyInfo found ? found : key;
            how = info instanceof ChipAuthenticationInfo found ? found : how;
        }
        chip = service.doEACCA(key.getKeyId(), how.getObjectIdentifier(), key.getObjectIdentifier(),
            key.getSubjectPublicKey());
        read(PassportService.EF_COM);
        return "ok";
    }

    private String authenticateActively() throws Exception {
        DG15File file = new DG15File(new ByteArrayInputStream(read(PassportService.EF_DG15)));
        byte[] challenge = "12345678".getBytes();
        AAResult result = service.doAA(file.getPublicKey(), "SHA-256", "SHA256withECDSA", challenge);
        if (file.getPublicKey().getAlgorithm().equals("RSA")) {
            return recovered(file.getPublicKey(), challenge, result.getResponse());
        }
        Signature verifier = Signature.getInstance("SHA256withPLAIN-ECDSA", "BC");
        verifier.initVerify(file.getPublicKey());
        verifier.update(challenge);
        return verifier.verify(result.getResponse()) ? "ok" : "wrong";
    }

    /** As JMRTD's own tools verify it: the message's first part and the hash stand in the signature. */
    private static String recovered(PublicKey key, byte[] challenge, byte[] response) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/NONE/NoPadding", "BC");
        cipher.init(Cipher.DECRYPT_MODE, key);
        byte[] block = cipher.doFinal(response);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(Util.recoverMessage(digest.getDigestLength(), block));
        byte[] hash = digest.digest(challenge);
        int end = block.length - 2;
        return MessageDigest.isEqual(hash, Arrays.copyOfRange(block, end - hash.length, end)) ? "ok" : "wrong";
    }

    private String authenticateTerminal(String[] words) throws Exception {
        PrivateKey key = KeyFactory.getInstance("EC", "BC").generatePrivate(
            new PKCS8EncodedKeySpec(HEX.parseHex(words[1])));
        List<CardVerifiableCertificate> chain = new ArrayList<>();
        for (int at = 2; at < words.length; at++) {
            chain.add((CardVerifiableCertificate) new CVCertificateFactorySpi().engineGenerateCertificate(
                new ByteArrayInputStream(HEX.parseHex(words[at]))));
        }
        CVCAFile trusted = new CVCAFile(PassportService.EF_CVCA,
            new ByteArrayInputStream(read(PassportService.EF_CVCA)));
        CVCPrincipal reference = trusted.getCAReference();
        if (pace == null) {
            service.doEACTA(reference, chain, key, null, chip, mrz.getDocumentNumber());
        } else {
            service.doEACTA(reference, chain, key, null, chip, pace);
        }
        return "ok";
    }
}

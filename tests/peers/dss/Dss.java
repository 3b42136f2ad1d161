import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/**
 * What DSS says of our signatures under its default policy. Dss ASKED, a file with one question a line, tab between:
 *
 *   MOMENT  TRUST  SIGNED [CONTENT]     CONTENT: of a detached signature
 *
 * TRUST is a folder with roots/*.pem and crls/*.crl. A root of ML-DSA it cannot read; those are in files named -pq.pem,
 * which are passed over, and lists signed so do not trouble it.
 * Nothing is fetched: no source for that is set. One answer a line for each signature found, tab between: the question's
 * number, kind of container, file of the signature, format, indication, sub-indication, messages ("error KEY", "warning
 * KEY", "info KEY", "structure TEXT") with comma between. Whether a signature is qualified is not asked.
 */
public class Dss {
    public static void main(String[] arguments) throws Exception {
        List<String> asked = Files.readAllLines(Path.of(arguments[0]));
        for (int number = 0; number < asked.size(); number++) {
            for (String answer : judge(asked.get(number).split("\t"))) {
                System.out.println(number + "\t" + answer);
            }
        }
    }

    private static List<String> judge(String[] words) throws Exception {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(words[2]));
        if (words.length > 3) {
            validator.setDetachedContents(List.of(new FileDocument(words[3])));
        }
        validator.setCertificateVerifier(verifier(Path.of(words[1])));
        validator.setValidationTime(Date.from(Instant.parse(words[0])));
        Reports reports = validator.validateDocument();
        SimpleReport report = reports.getSimpleReport();
        List<String> answers = new ArrayList<>();
        for (String id : report.getSignatureIdList()) {
            SignatureWrapper signature = reports.getDiagnosticData().getSignatureById(id);
            List<String> messages = new ArrayList<>();
            report.getAdESValidationErrors(id).forEach(each -> messages.add("error " + each.getKey()));
            report.getAdESValidationWarnings(id).forEach(each -> messages.add("warning " + each.getKey()));
            report.getAdESValidationInfo(id).forEach(each -> messages.add("info " + each.getKey()));
            signature.getStructuralValidationMessages().forEach(each -> messages.add("structure " + each));
            answers.add(String.join("\t", String.valueOf(report.getContainerType()), signature.getFilename(),
                String.valueOf(report.getSignatureFormat(id)), String.valueOf(report.getIndication(id)),
                String.valueOf(report.getSubIndication(id)), String.join(", ", messages)));
        }
        return answers;
    }

    private static CommonCertificateVerifier verifier(Path trust) throws Exception {
        CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
        for (Path file : files(trust.resolve("roots"), ".pem")) {
            if (file.toString().endsWith("-pq.pem")) {
                continue;
            }
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                roots.addCertificate(new CertificateToken((X509Certificate) each));
            }
        }
        List<InputStream> lists = new ArrayList<>();
        for (Path file : files(trust.resolve("crls"), ".crl")) {
            lists.add(new ByteArrayInputStream(Files.readAllBytes(file)));
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(roots);
        verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(new InputStream[0])));
        return verifier;
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }
}

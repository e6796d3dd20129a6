# Lanyard's window and commands, from the Lanyard.app that was made on a Mac.
cask "lanyard" do
  version "@VERSION@"
  sha256 "@SHA256:lanyard-@VERSION@-macos.zip@"

  url "@RELEASES@/lanyard-#{version}-macos.zip"
  name "Lanyard"
  desc "Credentials and tokens for IBM Watson Machine Learning and watsonx"
  homepage "https://lanyard.app"

  conflicts_with formula: "lanyard-cli"
  depends_on macos: ">= :monterey"

  app "Lanyard.app"
  binary "#{appdir}/Lanyard.app/Contents/MacOS/lanyard"

  zap trash: [
    "~/Library/Application Support/lanyard",
  ]
end

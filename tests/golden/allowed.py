"""Differences from release 1.1.1 that are meant; whatever else differs fails `test_golden.py`.

Each is an `Allowed` of `compare.py`: the file, the old line, the new line, and why. One that no longer comes about
fails as well.
"""

from tests.golden.compare import Allowed

ONCE = "2.0: the settings of La-Lisa stand once, in lalisa.settings"
STAGES = "2.0: code asks for the role of a stage, and what reporters may know of it stands on the stage"
ALLOWED = [
    Allowed(
        "screens/res.config.settings.fields.txt",
        """res.config.settings: Config Settings
lalisa_address: type='char', string='Alamat pada surat'
lalisa_agency_name: type='char', string='Nama instansi pada surat'
lalisa_duty_calendar_id: type='many2one', string='Jam layanan', help='Kosong: petugas piket siang dan malam.', relation='resource.calendar'
lalisa_duty_hours: type='char', string='Jam layanan dalam kata-kata', help='Seperti dibaca warga, misalnya: Senin-Jumat 08.00-16.00'
lalisa_email: type='char', string='Pos-el pada surat'
lalisa_emergency_numbers: type='char', string='Nomor darurat'
lalisa_government_line: type='char', string='Pemerintah daerah'
lalisa_letterhead_logo: type='binary', string='Logo kop surat'
lalisa_night_from: type='float', string='Jam tenang mulai', help='Menurut jam kantor; waktu yang sama: tidak pernah tenang.'
lalisa_night_until: type='float', string='Jam tenang sampai'
lalisa_phone: type='char', string='Telepon pada surat'
lalisa_privacy_officer: type='char', string='Pejabat pelindungan data'
lalisa_retention: type='char', string='Disimpan'
lalisa_signer_name: type='char', string='Nama penanda tangan', help='Dengan gelar.'
lalisa_signer_nip: type='char', string='NIP penanda tangan'
lalisa_signer_rank: type='char', string='Pangkat penanda tangan'
lalisa_signer_title: type='char', string='Jabatan penanda tangan'
lalisa_signing_place: type='char', string='Tempat penandatanganan'""",
        "",
        ONCE,
    ),
    Allowed(
        "screens/res.config.settings.views.txt",
        """  <app string="La-Lisa" name="lalisa_complaint" data-string="La-Lisa">
    <block title="Surat" name="lalisa_papers">
      <setting string="Kop surat" help="Kop surat, pada halaman pertama setiap surat">
        <field name="lalisa_government_line" placeholder="Pemerintah daerah"/>
        <field name="lalisa_agency_name" placeholder="Instansi"/>
        <field name="lalisa_address" placeholder="Alamat"/>
        <field name="lalisa_phone" placeholder="Telepon"/>
        <field name="lalisa_email" placeholder="Pos-el"/>
        <field name="lalisa_letterhead_logo" widget="image" options="{'size': [90, 90]}"/>
      </setting>
      <setting string="Penanda tangan" help="Ditandatangani basah: gambar tanda tangan tidak dicetak">
        <field name="lalisa_signing_place" placeholder="Lokasi"/>
        <field name="lalisa_signer_title" placeholder="Kantor"/>
        <field name="lalisa_signer_name" placeholder="Nama dengan gelar"/>
        <field name="lalisa_signer_rank" placeholder="Pangkat"/>
        <field name="lalisa_signer_nip" placeholder="NIP"/>
      </setting>
    </block>
    <block title="Yang disampaikan kepada warga" name="lalisa_citizens">
      <setting string="Jam layanan" help="Di luar jam tersebut, jawaban pertama menyebut kapan petugas ada dan nomor darurat">
        <field name="lalisa_duty_calendar_id" placeholder="Siang dan malam" can_create="True" can_write="True"/>
        <field name="lalisa_duty_hours" placeholder="Senin-Jumat 08.00-16.00"/>
        <field name="lalisa_emergency_numbers"/>
      </setting>
      <setting string="Jam tenang pemberitahuan (WITA)" help="Pemberitahuan yang tidak mendesak menunggu pagi; jawaban langsung dikirim. Waktu yang sama: tidak pernah tenang.">
        <div class="o_row">
          <field name="lalisa_night_from" widget="float_time"/> –
                            <field name="lalisa_night_until" widget="float_time"/>
        </div>
      </setting>
      <setting string="Pelindungan data" help="Disebut dalam pemberitahuan singkat yang diterima setiap warga satu kali">
        <field name="lalisa_privacy_officer"/>
        <field name="lalisa_retention"/>
      </setting>
    </block>
  </app>""",
        """  <app string="La-Lisa" name="lalisa_complaint" data-string="La-Lisa">
    <block title="Pengaturan La-Lisa" name="lalisa_settings">
      <setting>
        <button name="action Pengaturan La-Lisa" type="action" string="Pengaturan La-Lisa" icon="oi-arrow-right" class="btn-link"/>
      </setting>
    </block>
  </app>""",
        ONCE,
    ),
    Allowed(
        "screens/lalisa.complaint.fields.txt",
        "asked_for: type='char', string='Yang diminta', help='Yang diminta kepada pelapor dan belum dikirim.', readonly=True",
        """asked_for: type='char', string='Yang diminta', help='Yang diminta kepada pelapor dan belum dikirim.', readonly=True
before_field_check: type='boolean', string='Sebelum pemeriksaan lapangan', readonly=True""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.fields.txt",
        "stage_kind: type='selection', string='Jenis', selection=[('step', 'Langkah SOP'), ('waiting', 'Menunggu'), ('closed', 'Ditutup')], readonly=True",
        """stage_kind: type='selection', string='Jenis', selection=[('step', 'Langkah SOP'), ('waiting', 'Menunggu'), ('closed', 'Ditutup')], readonly=True
stage_role: type='selection', string='Kegunaan tahap', selection=[('intake', 'Awal aduan'), ('work', 'Pekerjaan kantor'), ('draft', 'Konsep laporan ditulis'), ('field_check', 'Fakta lapangan diperiksa'), ('dispatch', 'Tim ditugaskan'), ('resolve', 'Tim bertindak di lapangan'), ('report', 'Hasil dilaporkan kepada Kepala'), ('order', 'Kepala memerintahkan penyampaian hasil'), ('waiting', 'Menunggu pelapor'), ('delivery', 'Hasil sedang disampaikan kepada pelapor'), ('done', 'Hasil sudah diterima pelapor'), ('merged', 'Ditutup: digabung dengan aduan lain'), ('referred', 'Ditutup: dilimpahkan ke instansi lain'), ('withdrawn', 'Ditutup: dicabut pelapor'), ('unanswered', 'Ditutup: pelapor tidak menjawab'), ('rejected', 'Ditutup tanpa hasil, dengan alasan untuk pelapor'), ('paused', 'Menunggu pihak selain pelapor'), ('ended', 'Ditutup dengan cara lain')], readonly=True""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.move.wizard.fields.txt",
        "stage_id: type='many2one', string='Tujuan', relation='lalisa.stage', required=True",
        """stage_id: type='many2one', string='Tujuan', relation='lalisa.stage', required=True
stage_role: type='selection', string='Kegunaan', selection=[('intake', 'Awal aduan'), ('work', 'Pekerjaan kantor'), ('draft', 'Konsep laporan ditulis'), ('field_check', 'Fakta lapangan diperiksa'), ('dispatch', 'Tim ditugaskan'), ('resolve', 'Tim bertindak di lapangan'), ('report', 'Hasil dilaporkan kepada Kepala'), ('order', 'Kepala memerintahkan penyampaian hasil'), ('waiting', 'Menunggu pelapor'), ('delivery', 'Hasil sedang disampaikan kepada pelapor'), ('done', 'Hasil sudah diterima pelapor'), ('merged', 'Ditutup: digabung dengan aduan lain'), ('referred', 'Ditutup: dilimpahkan ke instansi lain'), ('withdrawn', 'Ditutup: dicabut pelapor'), ('unanswered', 'Ditutup: pelapor tidak menjawab'), ('rejected', 'Ditutup tanpa hasil, dengan alasan untuk pelapor'), ('paused', 'Menunggu pihak selain pelapor'), ('ended', 'Ditutup dengan cara lain')], readonly=True""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.move.wizard.views.txt",
        '  <field name="stage_code" invisible="1"/>',
        """  <field name="stage_code" invisible="1"/>
  <field name="stage_role" invisible="1"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.move.wizard.views.txt",
        """    <field name="agency_id" invisible="stage_code != 'referred'" required="stage_code == 'referred'" options="{'no_create': True}" on_change="1" can_create="False" can_write="False"/>
    <field name="master_id" invisible="stage_code != 'duplicate'" required="stage_code == 'duplicate'" options="{'no_create': True}" can_create="True" can_write="True"/>
    <field name="similar_ids" widget="many2many_tags" string="Mungkin kejadian yang sama" invisible="stage_code != 'duplicate' or not similar_ids"/>
    <field name="proof" invisible="stage_code != 'done'" required="stage_code == 'done'"/>""",
        """    <field name="agency_id" invisible="stage_role != 'referred'" required="stage_role == 'referred'" options="{'no_create': True}" on_change="1" can_create="False" can_write="False"/>
    <field name="master_id" invisible="stage_role != 'merged'" required="stage_role == 'merged'" options="{'no_create': True}" can_create="True" can_write="True"/>
    <field name="similar_ids" widget="many2many_tags" string="Mungkin kejadian yang sama" invisible="stage_role != 'merged' or not similar_ids"/>
    <field name="proof" invisible="stage_role != 'done'" required="stage_role == 'done'"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.move.wizard.views.txt",
        """-     <field name="master_id" invisible="stage_code != 'duplicate'" required="stage_code == 'duplicate'" options="{'no_create': True}" can_create="True" can_write="True"/>
+     <field name="master_id" invisible="stage_code != 'duplicate'" required="stage_code == 'duplicate'" options="{'no_create': True}" can_create="False" can_write="True"/>""",
        """-     <field name="master_id" invisible="stage_role != 'merged'" required="stage_role == 'merged'" options="{'no_create': True}" can_create="True" can_write="True"/>
+     <field name="master_id" invisible="stage_role != 'merged'" required="stage_role == 'merged'" options="{'no_create': True}" can_create="False" can_write="True"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        '    <field name="stage_id" widget="statusbar" statusbar_visible="receive" invisible="not id" on_change="1" can_create="True" can_write="True"/>',
        '    <field name="stage_id" widget="statusbar" invisible="not id" on_change="1" can_create="True" can_write="True"/>',
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        '    <field name="stage_code" invisible="1"/>',
        """    <field name="stage_code" invisible="1"/>
    <field name="stage_role" invisible="1"/>
    <field name="before_field_check" invisible="1"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """    <field name="check_ids" invisible="stage_code != 'receive' or not check_ids" nolabel="1">""",
        """    <field name="check_ids" invisible="stage_role != 'intake' or not check_ids" nolabel="1">""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """          <field name="check_source" invisible="not id or stage_code in ('receive', 'check', 'verify')"/>
          <field name="check_finding" invisible="not id or stage_code in ('receive', 'check', 'verify')" on_change="1"/>
          <field name="check_at" invisible="not id or stage_code in ('receive', 'check', 'verify')"/>
          <field name="check_photo_ids" widget="many2many_binary" invisible="not id or stage_code in ('receive', 'check', 'verify')" can_create="True" can_write="True"/>""",
        """          <field name="check_source" invisible="not id or before_field_check"/>
          <field name="check_finding" invisible="not id or before_field_check" on_change="1"/>
          <field name="check_at" invisible="not id or before_field_check"/>
          <field name="check_photo_ids" widget="many2many_binary" invisible="not id or before_field_check" can_create="True" can_write="True"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """        <group string="Disampaikan dengan cara lain" invisible="stage_code != 'duplicate' or not is_undelivered">""",
        """        <group string="Disampaikan dengan cara lain" invisible="stage_role != 'merged' or not is_undelivered">""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """+     <button name="action_record_told" type="object" string="Pelapor sudah diberi tahu" invisible="stage_code != 'duplicate' or not is_undelivered"/>
-     <field name="stage_id" widget="statusbar" statusbar_visible="receive" invisible="not id" on_change="1" can_create="True" can_write="True"/>
+     <field name="stage_id" widget="statusbar" statusbar_visible="receive" invisible="not id" on_change="1" can_create="False" can_write="False"/>""",
        """+     <button name="action_record_told" type="object" string="Pelapor sudah diberi tahu" invisible="stage_role != 'merged' or not is_undelivered"/>
-     <field name="stage_id" widget="statusbar" invisible="not id" on_change="1" can_create="True" can_write="True"/>
+     <field name="stage_id" widget="statusbar" invisible="not id" on_change="1" can_create="False" can_write="False"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """+       <page string="Penugasan" name="dispatch" invisible="not id or stage_code in ('receive', 'check', 'verify')">
+         <field name="dispatch_ids" context="{'default_complaint_id': id, 'default_kind': 'check' if stage_code == 'field_check' else 'action', 'default_brief': brief}">""",
        """+       <page string="Penugasan" name="dispatch" invisible="not id or before_field_check">
+         <field name="dispatch_ids" context="{'default_complaint_id': id, 'default_kind': 'check' if stage_role == 'field_check' else 'action', 'default_brief': brief}">""",
        STAGES,
        times=3,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """-     <field name="stage_id" widget="statusbar" statusbar_visible="receive" invisible="not id" on_change="1" can_create="True" can_write="True"/>
+     <field name="stage_id" widget="statusbar" statusbar_visible="receive" invisible="not id" on_change="1" can_create="False" can_write="False"/>""",
        """-     <field name="stage_id" widget="statusbar" invisible="not id" on_change="1" can_create="True" can_write="True"/>
+     <field name="stage_id" widget="statusbar" invisible="not id" on_change="1" can_create="False" can_write="False"/>""",
        STAGES,
        times=2,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """+   <filter name="role_section_draft" string="Konsep perlu ditulis" domain="[('stage_code', '=', 'verify'), ('brief', '=', False)]"/>
+   <filter name="role_section_returned" string="Dikembalikan kepada saya" domain="[('stage_code', '=', 'verify'), ('round', '&gt;', 0)]"/>""",
        """+   <filter name="role_section_draft" string="Konsep perlu ditulis" domain="[('stage_id.role', '=', 'draft'), ('brief', '=', False)]"/>
+   <filter name="role_section_returned" string="Dikembalikan kepada saya" domain="[('stage_id.role', '=', 'draft'), ('round', '&gt;', 0)]"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """+   <filter name="role_division_team" string="Regu belum dikirim" domain="[('stage_code', '=', 'dispatch'), ('dispatch_ids', '=', False)]"/>""",
        """+   <filter name="role_division_team" string="Regu belum dikirim" domain="[('stage_id.role', '=', 'dispatch'), ('dispatch_ids', '=', False)]"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.complaint.views.txt",
        """+   <filter name="role_head_order" string="Hasil perlu diperintahkan" domain="[('stage_code', '=', 'inform')]"/>""",
        """+   <filter name="role_head_order" string="Hasil perlu diperintahkan" domain="[('stage_id.role', '=', 'order')]"/>""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.sop.arrow.fields.txt",
        "need: type='selection', string='Syarat', help='Yang harus ada sebelum perpindahan.', selection=[('checks', 'Kelengkapan tahap dicentang'), ('category', 'Kategori ditetapkan'), ('brief', 'Konsep laporan aduan ditulis'), ('finding', 'Sumber dan temuan pemeriksaan lapangan'), ('acted', 'Tim telah bertindak di lokasi'), ('reported', 'Laporan tim sudah diajukan'), ('result', 'Hasil untuk pelapor ditulis'), ('agency', 'Instansi disebutkan'), ('master', 'Aduan induk disebutkan'), ('receipt', 'Tanda sampai pesan penutup'), ('alternative', 'Disampaikan dengan cara lain: siapa, kapan, bagaimana'), ('unconfirmed', 'Terkirim, beberapa hari tanpa konfirmasi')]",
        """need: type='selection', string='Syarat', help='Yang harus ada sebelum perpindahan.', selection=[('checks', 'Kelengkapan tahap dicentang'), ('category', 'Kategori ditetapkan'), ('brief', 'Konsep laporan aduan ditulis'), ('finding', 'Sumber dan temuan pemeriksaan lapangan'), ('acted', 'Tim telah bertindak di lokasi'), ('reported', 'Laporan tim sudah diajukan'), ('result', 'Hasil untuk pelapor ditulis'), ('agency', 'Instansi disebutkan'), ('master', 'Aduan induk disebutkan'), ('receipt', 'Tanda sampai pesan penutup'), ('alternative', 'Disampaikan dengan cara lain: siapa, kapan, bagaimana'), ('unconfirmed', 'Terkirim, beberapa hari tanpa konfirmasi')]
passes_on: type='boolean', string='Sekaligus langkah berikutnya', help='Satu kali menekan tombol utama sekaligus menjalankan langkah sesudahnya.'""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.stage.fields.txt",
        "fold: type='boolean', string='Dilipat pada papan'",
        """fold: type='boolean', string='Dilipat pada papan'
four_eyes: type='boolean', string='Orang lain yang memeriksa', help='Tidak dikerjakan oleh penulis konsep laporan bila ada orang lain yang piket.'""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.stage.fields.txt",
        "name: type='char', string='Nama', required=True",
        """name: type='char', string='Nama', required=True
public_name: type='char', string='Nama untuk pelapor', help='Dalam pemberitahuan dan jawaban STATUS. Kosong: sedang diproses.'
public_sentence: type='char', string='Pada halaman pelapor', help='Langkah yang tidak diisi tidak tercantum di sana; tahap lain tidak menampilkan keadaan.'
role: type='selection', string='Kegunaan', selection=[('intake', 'Awal aduan'), ('work', 'Pekerjaan kantor'), ('draft', 'Konsep laporan ditulis'), ('field_check', 'Fakta lapangan diperiksa'), ('dispatch', 'Tim ditugaskan'), ('resolve', 'Tim bertindak di lapangan'), ('report', 'Hasil dilaporkan kepada Kepala'), ('order', 'Kepala memerintahkan penyampaian hasil'), ('waiting', 'Menunggu pelapor'), ('delivery', 'Hasil sedang disampaikan kepada pelapor'), ('done', 'Hasil sudah diterima pelapor'), ('merged', 'Ditutup: digabung dengan aduan lain'), ('referred', 'Ditutup: dilimpahkan ke instansi lain'), ('withdrawn', 'Ditutup: dicabut pelapor'), ('unanswered', 'Ditutup: pelapor tidak menjawab'), ('rejected', 'Ditutup tanpa hasil, dengan alasan untuk pelapor'), ('paused', 'Menunggu pihak selain pelapor'), ('ended', 'Ditutup dengan cara lain')], required=True""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.stage.fields.txt",
        "sequence: type='integer', string='Urutan'",
        """sequence: type='integer', string='Urutan'
while_covert: type='selection', string='Pada operasi tertutup', help='Pelapor operasi tertutup bisa jadi sasarannya sendiri.', selection=[('hidden', 'Tidak disampaikan apa pun'), ('named', 'Hanya namanya disampaikan, tanpa isi aduan'), ('told', 'Semua disampaikan')], required=True""",
        STAGES,
    ),
    Allowed(
        "screens/lalisa.stage.views.txt",
        """  <field name="code"/>
  <field name="kind"/>""",
        """  <field name="code" readonly="id"/>
  <field name="role" readonly="id" on_change="1"/>
  <field name="kind" optional="hide"/>
  <field name="four_eyes" optional="hide"/>
  <field name="public_name"/>
  <field name="public_sentence"/>
  <field name="while_covert"/>""",
        STAGES,
    ),
]
